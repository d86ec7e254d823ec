/// Where one delivery is on its way, kept as `delivery.json` beside what the stages made of it.
package struct DeliveryRecord: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable {
    /// In the Seeder Watchfolder, not yet validated.
    case taken
    /// Validated and refused; the report says why.
    case rejected
    /// Validated and parsed; its manifest is written.
    case accepted
    /// An edition was made of it and switched in.
    case published
    /// A delivery taken later was published before this one was ready, so it never becomes current.
    case superseded
    /// We failed, not the provider.
    case failed

    /// Whether a stage still has something to do.
    package var isUnfinished: Bool { self == .taken || self == .accepted }
  }

  package let delivery: DeliveryID
  /// Strictly rising per provider: the order of deliveries.
  package let takenAt: Timestamp
  package let bytes: Int64
  package var state: State
  /// Attempts that ended in a failure of ours.
  package var attempts = 0
  /// The last failure, for `doctor` and the operators.
  package var failure: String?
  package var edition: EditionNumber?

  package init(delivery: DeliveryID, takenAt: Timestamp, bytes: Int64, state: State = .taken) {
    self.delivery = delivery
    self.takenAt = takenAt
    self.bytes = bytes
    self.state = state
  }
}
