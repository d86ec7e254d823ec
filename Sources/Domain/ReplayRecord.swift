/// A replay under way: which edition is its shadow. Kept while it runs, so that a crash leaves no shadow behind for good.
package struct ReplayRecord: Codable, Sendable, Equatable {
  package let delivery: DeliveryID
  /// When the replay took the delivery again; with the delivery it tells the shadow from every other edition.
  package let takenAt: Timestamp

  package init(delivery: DeliveryID, takenAt: Timestamp) {
    self.delivery = delivery
    self.takenAt = takenAt
  }
}
