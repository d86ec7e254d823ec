import DataArchive
import Domain

extension ProviderSettings {
  /// The installation's limits, with the provider's own in their place where it has some.
  func limits(over installation: ArchiveLimits) -> ArchiveLimits {
    var limits = installation
    if let maxEntries = archive.maxEntries { limits.maxEntries = maxEntries }
    if let maxRatio = archive.maxRatio { limits.maxRatio = maxRatio }
    if let ratioFreeBytes = archive.ratioFreeBytes { limits.ratioFreeBytes = ratioFreeBytes }
    if let maxUnpackedBytes = archive.maxUnpackedBytes { limits.maxUnpackedBytes = maxUnpackedBytes }
    return limits
  }
}
