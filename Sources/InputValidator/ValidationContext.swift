import Domain

/// What the validator has to know of the provider's past.
package struct ValidationContext: Sendable {
  /// The newest links.csv that an earlier accepted delivery of this provider brought.
  package struct KeptLinks: Sendable, Equatable {
    /// Local path of its `links.csv.gz`.
    package var path: String
    package var delivery: DeliveryID
    package var sha256: ContentDigest

    package init(path: String, delivery: DeliveryID, sha256: ContentDigest) {
      self.path = path
      self.delivery = delivery
      self.sha256 = sha256
    }
  }

  /// Films of the current edition; `nil` when there is none.
  package var currentFilms: Int?
  package var keptLinks: KeptLinks?

  package init(currentFilms: Int? = nil, keptLinks: KeptLinks? = nil) {
    self.currentFilms = currentFilms
    self.keptLinks = keptLinks
  }
}
