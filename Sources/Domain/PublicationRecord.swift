/// What the unpinned URLs of a provider serve. Read and written only as a whole; every change is a compare-and-swap on
/// `sequence`.
package struct PublicationRecord: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable {
    case live
    /// A switch is under way: answers are right but may not be cached.
    case publishing
  }

  /// Rises with every change, rollbacks included.
  package let sequence: Int
  package let edition: EditionNumber
  package let state: State
  /// When `edition` was switched in; strictly rising by whole seconds from switch to switch, for `Last-Modified`.
  package let switchedAt: Timestamp
  /// The edition that is being switched to, so that a crash at any step can be finished by the next start.
  package let target: EditionNumber?

  package init(sequence: Int, edition: EditionNumber, state: State, switchedAt: Timestamp, target: EditionNumber? = nil)
  {
    self.sequence = sequence
    self.edition = edition
    self.state = state
    self.switchedAt = switchedAt
    self.target = target
  }
}
