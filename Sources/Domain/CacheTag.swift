/// What shared caches keep answers under, so that they can be told to drop them: sent as `Cache-Tag` and `Surrogate-Key`.
package struct CacheTag: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// Every answer of a provider, pinned or not.
  package static func all(of provider: ProviderID) -> CacheTag { CacheTag(description: provider.name) }

  /// Every unpinned answer: what a publication changes.
  package static func current(of provider: ProviderID) -> CacheTag { CacheTag(description: "\(provider)/current") }

  /// Every answer whose URL names the edition.
  package static func edition(_ number: EditionNumber, of provider: ProviderID) -> CacheTag {
    CacheTag(description: "\(provider)/@\(number)")
  }
}
