/// When a failed request is sent again: after pauses of exponential backoff with full jitter, for a limited time.
///
/// Full jitter (a pause anywhere between nothing and the bound) spreads the clients of a server that comes back:
/// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
package struct RetryPolicy: Sendable {
  /// Ten attempts pause for 13 seconds on average, 26 at most: a server's restart, not its outage.
  package var attempts = 10
  package var firstBound: Duration = .milliseconds(100)
  package var largestBound: Duration = .seconds(8)
  /// No attempt begins later than this after the first.
  package var deadline: Duration = .seconds(120)
  /// Between 0 and 1.
  package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
  package var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  package var now: @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }

  package init() {}

  /// One attempt and no more.
  package static let never: RetryPolicy = {
    var policy = RetryPolicy()
    policy.attempts = 1
    return policy
  }()

  func begin() -> Attempts { Attempts(policy: self, start: now()) }

  /// The attempts at one request.
  struct Attempts {
    private let policy: RetryPolicy
    private let start: ContinuousClock.Instant
    private(set) var count = 1

    fileprivate init(policy: RetryPolicy, start: ContinuousClock.Instant) {
      self.policy = policy
      self.start = start
    }

    /// How long to pause before the next attempt; `nil` if there is to be none. `wanted` is what the server asked for.
    mutating func next(wanted: Duration? = nil) -> Duration? {
      guard count < policy.attempts else { return nil }
      let bound = min(policy.largestBound, policy.firstBound * (1 << min(count - 1, 30)))
      let pause = max(bound * policy.random(), min(wanted ?? .zero, policy.largestBound))
      guard policy.now() + pause <= start + policy.deadline else { return nil }
      count += 1
      return pause
    }
  }
}
