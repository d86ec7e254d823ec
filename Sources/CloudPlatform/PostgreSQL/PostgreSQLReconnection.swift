import Domain
import Foundation
import Synchronization

/// When a process may try again to connect to a server that did not let it in: after 20 ms, then twice as long each time
/// up to half a second, so that a server that comes back is neither stormed nor left waiting.
///
/// Who wants a connection waits for the next try instead of failing at once: once the server is back, nobody fails.
final class PostgreSQLReconnection: Sendable {
  private struct State {
    var failures = 0
    var nextTry = ContinuousClock.now
  }

  private static let shortest = Duration.milliseconds(20)
  private static let longest = Duration.milliseconds(500)

  private let state = Mutex(State())
  private let patience: Duration

  init(patience: Duration) { self.patience = patience }

  /// Makes a connection for something that has waited since `start`. Throws why there is none, after at least one try.
  func connect(
    waitingSince start: ContinuousClock.Instant, _ make: () throws -> PostgreSQLConnection
  ) throws -> PostgreSQLConnection {
    while true {
      waitForTurn()
      do {
        let connection = try make()
        state.withLock { $0 = State() }
        return connection
      } catch {
        noteFailure()
        guard error is PostgreSQLFailure, start.duration(to: .now) < patience else { throw error }
      }
    }
  }

  /// How long to wait before the next try.
  var pause: Duration { max(.zero, ContinuousClock.now.duration(to: state.withLock { $0.nextTry })) }

  func noteFailure() {
    state.withLock { state in
      // Two who tried at the same time are one failure.
      guard ContinuousClock.now >= state.nextTry else { return }
      let pause = min(Self.longest, Self.shortest * (1 << min(state.failures, 5)))
      state.failures += 1
      // Up to a quarter less, so that many processes do not come all at once.
      state.nextTry = .now + pause * Double.random(in: 0.75...1)
    }
  }

  func noteSuccess() { state.withLock { $0 = State() } }

  private func waitForTurn() {
    let pause = pause
    if pause > .zero { Thread.sleep(forTimeInterval: Double(pause.milliseconds + 1) / 1000) }
  }
}
