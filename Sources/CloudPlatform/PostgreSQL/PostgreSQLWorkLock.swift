import Database
import Domain
import Synchronization
import Watchfolders

/// A `WorkLock` between any number of machines: an advisory lock of a PostgreSQL session for each name. It ends with its
/// session, so that the lock of a process that has died is free as soon as the server has noticed: at once when the process
/// was killed, within half a minute when its machine or the network is gone.
///
/// A process whose session is lost while it works is not told; it asks by `confirm` before each step that others can see.
/// What it could still do between asking and doing is caught where it would show: publications are compare-and-swap, and an
/// edition is finished only by the session that began it.
package final class PostgreSQLWorkLock: WorkLock {
  private let url: PostgreSQLURL
  private let state = Mutex(State())

  private struct State {
    var held: [String: Hold] = [:]
    /// The session of the last attempt that failed, for the next one.
    var spare: Session?
  }

  package init(_ configuration: PostgreSQLConfiguration) { url = configuration.sessionURL }

  package convenience init(url: String) throws {
    self.init(PostgreSQLConfiguration(url: try PostgreSQLURL(url)))
  }

  package func acquire(_ name: String) async throws -> (any WorkLockHold)? {
    // Sessions may lock a name twice; processes may not.
    if state.withLock({ $0.held[name] != nil }) { return nil }
    let session = try call(name) { () -> Session? in
      let session = try spareSession() ?? Session(PostgreSQLConnection(url, .session))
      let isLocked = try session.use { connection in
        try connection.rows("SELECT pg_try_advisory_lock($1)", [PostgreSQLLocks.work(name)]) == [[.integer(1)]]
      }
      if isLocked { return session }
      state.withLock { $0.spare = session }
      return nil
    }
    guard let session else { return nil }
    let hold = Hold(name: name, session: session, lock: self)
    return state.withLock { state in
      // Somebody of this process was quicker, with a session of its own that must have ended since.
      guard state.held[name] == nil else { return nil }
      state.held[name] = hold
      return hold
    }
  }

  package func confirm(_ name: String) async throws {
    let hold = state.withLock { $0.held[name] }
    do {
      // A session that still answers is the one that was locked in: it is never made anew.
      try hold?.session.use { _ = try $0.rows("SELECT 1") }
      if hold != nil { return }
    } catch let failure as PostgreSQLFailure {
      throw Self.lost(name, failure)
    }
    throw Self.lost(name, nil)
  }

  private static func lost(_ name: String, _ cause: PostgreSQLFailure?) -> BoxOfficeError {
    BoxOfficeError(
      code: WorkLockError.lost,
      message: "the lock under which this process works for \(name) was lost, and another may work for it by now; what"
        + " was begun here is left to that one, or taken up again",
      cause: cause)
  }

  /// A session that was made for an attempt that failed, if it lives.
  private func spareSession() -> Session? {
    let spare = state.withLock { state in
      defer { state.spare = nil }
      return state.spare
    }
    guard let spare else { return nil }
    do {
      try spare.use { _ = try $0.rows("SELECT 1") }
      return spare
    } catch {
      return nil
    }
  }

  private func call<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as PostgreSQLFailure {
      throw BoxOfficeError(
        code: "lock-failed", message: "the lock for \(name) cannot be asked for; \(failure.advice)", cause: failure)
    }
  }

  fileprivate func forget(_ hold: Hold) {
    state.withLock { state in
      if state.held[hold.name] === hold { state.held[hold.name] = nil }
    }
  }

  /// A connection, for one task at a time.
  fileprivate final class Session: Sendable {
    private let connection: Mutex<PostgreSQLConnection>

    init(_ connection: sending PostgreSQLConnection) { self.connection = Mutex(connection) }

    func use<Result: Sendable>(_ body: (PostgreSQLConnection) throws -> Result) throws -> Result {
      try connection.withLock { try body($0) }
    }
  }

  fileprivate final class Hold: WorkLockHold {
    let name: String
    let session: Session
    private let lock: PostgreSQLWorkLock

    init(name: String, session: Session, lock: PostgreSQLWorkLock) {
      self.name = name
      self.session = session
      self.lock = lock
    }

    func release() async {
      // A lock that cannot be given back has ended with its session.
      _ = try? session.use { try $0.rows("SELECT pg_advisory_unlock($1)", [PostgreSQLLocks.work(name)]) }
      lock.forget(self)
    }
  }
}
