import Synchronization

/// Slows whoever guesses: after a few failures each further attempt must wait, twice as long each time.
///
/// Failures are counted for the address they come from, and for the name that is tried, which many addresses may share in
/// guessing. A name waits for less, so that guessing keeps its owner out for seconds only; who is known already is not held
/// up at all (`PasswordChecker.isKnown`).
package final class AttemptThrottle: Sendable {
  /// Whose failures are counted.
  package enum Source: Hashable, Sendable {
    case address(String)
    case name(UserName)

    fileprivate var longestWait: Duration {
      switch self {
      case .address: .seconds(60)
      case .name: .seconds(5)
      }
    }
  }

  /// Typing errors.
  static let freeFailures = 5
  private static let firstWait: Duration = .seconds(1)
  /// Without a failure for so long, all of them are forgotten.
  private static let memory: Duration = .seconds(900)
  /// Sources of one generation: about 10 MB.
  private static let maxSources = 50_000

  private struct Failures {
    var count = 0
    var lastAt: Duration
  }

  private struct State {
    /// The older half is dropped when the younger one is full, so that nobody can make us remember everything.
    var young: [Source: Failures] = [:]
    var old: [Source: Failures] = [:]
  }

  private let state = Mutex(State())
  private let now: @Sendable () -> Duration

  /// - Parameter now: a time that only rises.
  package init(now: @escaping @Sendable () -> Duration) { self.now = now }

  /// How long the sources must wait before an attempt is worth looking at; `nil` if it may be made now.
  package func wait(for sources: [Source]) -> Duration? {
    let now = now()
    let waits = state.withLock { state in
      sources.map { source in
        Self.failures(of: source, state, at: now).map { $0.lastAt + Self.wait(source, after: $0.count) - now } ?? .zero
      }
    }
    return waits.max().flatMap { $0 > .zero ? $0 : nil }
  }

  package func failed(_ sources: [Source]) {
    let now = now()
    state.withLock { state in
      for source in sources {
        let count = Self.failures(of: source, state, at: now)?.count ?? 0
        if state.young.count >= Self.maxSources {
          state.old = state.young
          state.young = [:]
        }
        state.young[source] = Failures(count: count + 1, lastAt: now)
      }
    }
  }

  /// The name's owner has come: what was guessed before is forgotten. Not for the address, where one who has an account
  /// could guess those of others between his own visits.
  package func succeeded(_ name: UserName) {
    state.withLock { state in
      state.young[.name(name)] = nil
      state.old[.name(name)] = nil
    }
  }

  private static func failures(of source: Source, _ state: State, at now: Duration) -> Failures? {
    guard let failures = state.young[source] ?? state.old[source], now - failures.lastAt < memory else { return nil }
    return failures
  }

  private static func wait(_ source: Source, after failures: Int) -> Duration {
    guard failures >= freeFailures else { return .zero }
    // 2^10 seconds are longer than anybody waits.
    return min(source.longestWait, firstWait * (1 << min(10, failures - freeFailures)))
  }
}
