import Database
import Domain

/// What came of running a kept delivery again.
package struct Replay: Sendable {
  /// What became of the shadow edition.
  package enum Fate: String, Sendable, Encodable {
    /// Today's rules refuse the delivery: there is none.
    case rejected
    /// Its tables are gone again; its number is never used again.
    case removed
    /// It stays, by its number and unpublished.
    case kept
    /// It is current.
    case published
  }

  /// The delivery as it was taken then.
  package let record: DeliveryRecord
  /// What today's rules say of it.
  package let report: ValidationReport
  package internal(set) var fate = Fate.rejected
  /// As it was built; `nil` if the delivery is rejected.
  package internal(set) var edition: EditionRecord?
  /// `nil` if there is no edition to compare with, since nothing was ever published.
  package internal(set) var comparison: Comparison?

  /// How the shadow differs from another edition.
  package struct Comparison: Sendable {
    package let diff: EditionDiff
    /// The largest.
    package let changes: [EditionChange]
  }
}

/// How a delivery is run again.
package struct ReplayOptions: Sendable {
  /// The edition that the shadow is compared with; `nil`: the current one.
  package var against: EditionNumber?
  /// Whether the shadow becomes current, as if the delivery had been sent again now.
  package var publishes = false
  /// Whether it stays if it is not published.
  package var keeps = false
  /// How many of the largest changes are wanted.
  package var changes = 20

  package init() {}
}
