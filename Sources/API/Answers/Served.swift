import Access
import Domain

/// What came of one request target, with what logs and headers need to know of it.
struct Served: Sendable {
  enum Outcome: Sendable {
    case answer(Answer)
    /// `cause` is the failure underneath, for the log only.
    case problem(Problem, cause: (any Error)?)
    /// That the data may be read, for an edge that asked.
    case permitted(Permission)
    /// A token for the edge, for a reader's credential.
    case token(EdgeToken)
    /// What `OPTIONS` is told, whatever the path.
    case preflight
  }

  var outcome: Outcome
  /// Index of the resource in `RequestMetrics`.
  var resource: Int
  /// The one reading that an unpinned answer is made from.
  var reading: PublicationReading?
  /// What an edge may purge it by.
  var tags: [CacheTag] = []
  var policy = CachePolicy.canonical
  var wasKept = false
  /// Whether caches that many people read from may keep it.
  var isShared = true
  /// What became of counting it for its client, if it was counted.
  var charge: RateCharge?

  init(_ outcome: Outcome, resource: Int, reading: PublicationReading? = nil, wasKept: Bool = false) {
    self.outcome = outcome
    self.resource = resource
    self.reading = reading
    self.wasKept = wasKept
  }
}
