/// The number of an edition within its provider: 1, 2, 3 …; never used again, not even after a prune.
package typealias EditionNumber = Int

/// What is known of one edition, kept for ever: also of editions that were pruned.
package struct EditionRecord: Codable, Sendable, Equatable {
  /// Where an edition is in its life. It only ever moves downwards in this list.
  package enum State: String, Codable, Sendable {
    /// Its tables are being loaded aside. After a crash it is built again under the same number.
    case building
    /// Loaded, verified and durable; readable by its number.
    case ready
    /// Its tables are gone; the number stays taken and answers 410.
    case pruned
  }

  /// Row counts, from which verification and `editions/{n}` are made.
  package struct Counts: Codable, Sendable, Equatable {
    package var movies = 0
    package var moviesCounted = 0
    package var companies = 0
    package var genres = 0
    package var votes: Int64 = 0
    package var companyYears = 0
    package var companyGenreYears = 0
    package var genreYears = 0
    package var years = 0
    package init() {}
  }

  package let provider: ProviderID
  package let number: EditionNumber
  package var state: State
  package let delivery: DeliveryID
  /// When the delivery was taken: the order of deliveries.
  package let takenAt: Timestamp
  /// When the edition was first switched in; `nil` until then.
  package var publishedAt: Timestamp?
  package var counts: Counts
  /// One digest over the digests of the model CSVs.
  package var modelDigest: ContentDigest
  /// When an operator pinned it: retention keeps it and its delivery for ever. `nil` if nobody has.
  package var pinnedAt: Timestamp?
  /// What its tables and indexes take on the engine's disk, as it was when they were built. `nil` if that is not known, as
  /// of editions that are not built yet.
  package var bytes: Int64?

  package init(
    provider: ProviderID, number: EditionNumber, state: State, delivery: DeliveryID, takenAt: Timestamp,
    publishedAt: Timestamp? = nil, counts: Counts = Counts(), modelDigest: ContentDigest, pinnedAt: Timestamp? = nil,
    bytes: Int64? = nil
  ) {
    self.provider = provider
    self.number = number
    self.state = state
    self.delivery = delivery
    self.takenAt = takenAt
    self.publishedAt = publishedAt
    self.counts = counts
    self.modelDigest = modelDigest
    self.pinnedAt = pinnedAt
    self.bytes = bytes
  }
}
