import Database
import Domain
import Foundation
import Synchronization

/// The connection that lasts as long as its process answers from editions: it says that the process reads publication
/// records, keeps the editions it has open from being dropped, and is told of publications.
///
/// It has a thread of its own. When the connection breaks off, another is made and all that was said is said again before
/// anything else is asked of it: so a publication record that is read here is always read under a hold.
final class PostgreSQLSession: Sendable {
  private let core: PostgreSQLSessionCore

  init(_ configuration: PostgreSQLConfiguration) { core = PostgreSQLSessionCore(configuration) }

  deinit { core.close() }

  /// Runs `body` on the connection. It runs a second time if the connection breaks off under it.
  func run<Result: Sendable>(
    _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      core.submit(
        PostgreSQLPool.Job(mayRepeat: true) { connection in
          let result = Swift.Result { try body(connection.get()) }
          var failure: (any Error)?
          if case .failure(let error) = result { failure = error }
          return (failure, { continuation.resume(with: result) })
        })
    }
  }

  // MARK: What is said again to each new connection

  /// Makes `kept` on the connection now, and again on each that replaces it, until `release`. Returns its number.
  func hold(_ kept: Kept) async throws -> Int {
    let number = core.keep(kept)
    do {
      try await run { [core] connection in try core.makeKept(number, on: connection) }
      return number
    } catch {
      core.forget(number)
      throw error
    }
  }

  /// Ends what `hold` began; `end` says so to the connection. Waits for that if `wait` is given, at most as long.
  func release(
    _ number: Int, wait: Duration? = nil, _ end: @escaping @Sendable (PostgreSQLConnection) throws -> Void
  ) {
    let isDone = DispatchSemaphore(value: 0)
    core.submit(
      PostgreSQLPool.Job(mayRepeat: false) { [core] connection in
        // First of all: a connection made after this one must not have it again.
        core.forget(number)
        // A lock that cannot be given back ends with its connection, which is what cannot be reached.
        _ = try? end(connection.get())
        return (nil, { isDone.signal() })
      })
    if let wait { _ = isDone.wait(timeout: .now() + .milliseconds(wait.milliseconds)) }
  }

  /// Whether this process reads publication records under a hold.
  var isReading: Bool { core.isReading }

  // MARK: Notifications

  /// Payloads of notifications on `channel`; `nil` after the connection was made anew, when any may have been missed.
  func notifications(on channel: String) -> AsyncStream<String?> { core.notifications(on: channel) }
}

extension PostgreSQLSession {
  /// Something that a session has as long as it lives.
  struct Kept: Sendable {
    /// Whether publication records may be read while the session has it.
    var isReading = false
    let make: @Sendable (PostgreSQLConnection) throws -> Void
  }
}
