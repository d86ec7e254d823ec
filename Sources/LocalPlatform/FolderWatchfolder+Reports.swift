import Domain
import Foundation
import Glibc

extension FolderWatchfolder {
  static let reportsName = "reports"

  /// The folder that a provider uploads to.
  package func path(of provider: ProviderID) -> String { folder + "/" + provider.name }

  /// Copies into `{provider}/reports/{digest}/`; what a crash cuts off is copied again by the next attempt.
  package func leave(
    _ path: String, as name: String, about delivery: DeliveryID, for provider: ProviderID
  ) async throws -> String {
    let place = "\(Self.reportsName)/\(delivery.short)/\(name)"
    let target = self.path(of: provider) + "/" + place
    do {
      try FileManager.default.createDirectory(
        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      let partial = target + ".part"
      if FileManager.default.fileExists(atPath: partial) { try FileManager.default.removeItem(atPath: partial) }
      try FileManager.default.copyItem(atPath: path, toPath: partial)
      try systemCall("rename", target) { rename(partial, target) }
    } catch {
      throw WatchfolderFailure.error("\(target) cannot be written", error)
    }
    return place
  }
}
