/// What the unpinned URLs of a provider serve. Read and written only as a whole; every change is a compare-and-swap on
/// `sequence`.
package struct PublicationRecord: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable {
    case live
    /// A switch is under way: answers are right but may not be cached.
    case publishing
    /// The provider was removed: nothing is served. `edition` is the one that was, and is not in use any more. The record
    /// stays, so that its sequence goes on rising when the provider is added again.
    case withdrawn
  }

  /// Rises with every change, rollbacks included.
  package let sequence: Int
  package let edition: EditionNumber
  package let state: State
  /// When `edition` was switched in; strictly rising by whole seconds from switch to switch, for `Last-Modified`.
  package let switchedAt: Timestamp
  /// The edition that is being switched to, so that a crash at any step can be finished by the next start.
  package let target: EditionNumber?
  /// `true` while an edge is purged at every change, so that it may keep unpinned answers; absent otherwise. Who publishes
  /// without knowing of that edge is refused.
  package let hasEdge: Bool?

  /// The edition that is served; `nil` once it is withdrawn.
  package var current: EditionNumber? { state == .withdrawn ? nil : edition }

  /// What may not be pruned: the edition that is served, and the one that is being switched to.
  package var inUse: Set<EditionNumber> { Set([current, target].compactMap { $0 }) }

  package init(
    sequence: Int, edition: EditionNumber, state: State, switchedAt: Timestamp, target: EditionNumber? = nil,
    hasEdge: Bool? = nil
  ) {
    self.sequence = sequence
    self.edition = edition
    self.state = state
    self.switchedAt = switchedAt
    self.target = target
    self.hasEdge = hasEdge
  }
}
