import CLibPQ
import Database
import Domain
import Glibc

/// One connection to a PostgreSQL server, used by one thread at a time, which it blocks. After a failure that `isLost`
/// it is of no more use.
final class PostgreSQLConnection {
  /// What a connection is for, which decides how long the server lets it be.
  enum Purpose: Sendable {
    /// Short statements, each of which the server ends after the given time.
    case statements(timeout: Duration)
    /// Loads, which take as long as they take.
    case load
    /// A session that holds locks: it may be idle for ever, and the server notices within half a minute if we are gone.
    case session
  }

  /// How much longer than the server's own limit we wait for its answer.
  private static let patience = Duration.seconds(5)
  /// How long locks and other short statements of a session may take.
  private static let sessionTimeout = Duration.seconds(30)

  let handle: OpaquePointer
  /// Whether something stands between us and the server that may give each transaction another session, as pgbouncer
  /// does. Neither session locks nor named statements can be had through it.
  private(set) var isPooled = false
  /// Such as 150_004.
  let serverVersion: Int
  /// Set when an answer did not come in time, or nobody knows where the session is.
  private var isGivenUp = false
  /// How long an answer is waited for; `nil` for ever.
  let answerTimeout: Duration?
  var statements = PreparedStatements()

  /// Blocks until the server has let us in or refused: at most `connect_timeout` for each address, five seconds unless the
  /// URL says otherwise.
  init(_ url: PostgreSQLURL, _ purpose: Purpose, applicationName: String = "boxoffice") throws {
    handle = try Self.connect(url, applicationName)
    // Notices are for people at a prompt.
    _ = PQsetNoticeReceiver(handle, { _, _ in }, nil)
    serverVersion = Int(PQserverVersion(handle))
    answerTimeout =
      switch purpose {
      case .statements(let timeout): timeout + Self.patience
      case .session: Self.sessionTimeout
      case .load: nil
      }
    // A pooler makes up a number of its own, which the session behind it does not have.
    isPooled = try rows("SELECT pg_catalog.pg_backend_pid()") != [[.integer(Int64(PQbackendPID(handle)))]]
    // Settings made through a pooler would be somebody else's.
    if !isPooled { try execute(Self.settings(for: purpose, serverVersion)) }
    if isPooled, case .session = purpose { throw PooledSession.error(url) }
  }

  deinit { PQfinish(handle) }

  /// Whether the connection has broken off, as far as we know.
  var isLost: Bool { isGivenUp || PQstatus(handle) != CONNECTION_OK }

  /// Says that it must not be used again.
  func giveUp() { isGivenUp = true }

  var socket: Int32 { PQsocket(handle) }

  private static func connect(_ url: PostgreSQLURL, _ applicationName: String) throws -> OpaquePointer {
    let options = url.connectionOptions(applicationName: applicationName)
    var keywords = options.map { UnsafePointer(strdup($0.keyword)) } + [nil]
    var values = options.map { UnsafePointer(strdup($0.value)) } + [nil]
    defer { for text in keywords + values { free(UnsafeMutablePointer(mutating: text)) } }
    guard let handle = PQconnectdbParams(&keywords, &values, 0) else {
      throw PostgreSQLFailure(kind: .unreachable, message: "there is no memory left for a connection")
    }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { PQfinish(handle) }
      throw PostgreSQLFailure(kind: .unreachable, message: String(cString: PQerrorMessage(handle)))
    }
    return handle
  }

  /// The search path is empty because what we mean is always named in full.
  private static func settings(for purpose: Purpose, _ serverVersion: Int) -> String {
    var settings = [
      "search_path = pg_catalog", "client_min_messages = error", "standard_conforming_strings = on", "jit = off",
      "lock_timeout = 0",
    ]
    switch purpose {
    case .statements(let timeout):
      settings.append("statement_timeout = \(timeout.milliseconds)")
      settings.append("idle_in_transaction_session_timeout = \(timeout.milliseconds)")
    case .load, .session:
      settings.append("statement_timeout = 0")
      settings += ["tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 3"]
      if serverVersion >= 140_000 { settings.append("idle_session_timeout = 0") }
    }
    return settings.map { "SET \($0);" }.joined(separator: " ")
  }

  // MARK: Waiting

  /// Waits until the server has sent something, or `wake` can be read, or the deadline has passed; says whether the server
  /// has.
  func waitForInput(until deadline: ContinuousClock.Instant?, orWake wake: Int32? = nil) throws -> Bool {
    while true {
      var timeout: Int32 = -1
      if let deadline {
        let left = ContinuousClock.now.duration(to: deadline).milliseconds + 1
        if left <= 0 { return false }
        timeout = Int32(clamping: left)
      }
      var waited = [pollfd(fd: socket, events: Int16(POLLIN), revents: 0)]
      if let wake { waited.append(pollfd(fd: wake, events: Int16(POLLIN), revents: 0)) }
      let count = poll(&waited, nfds_t(waited.count), timeout)
      if count > 0 { return waited[0].revents != 0 }
      if count < 0, errno != EINTR {
        throw PostgreSQLFailure(kind: .lost, message: "poll: \(String(cString: strerror(errno)))")
      }
    }
  }

  /// The next result of what was sent; `nil` after the last.
  func nextResult() throws -> PostgreSQLResult? {
    let deadline = answerTimeout.map { ContinuousClock.now + $0 }
    while PQisBusy(handle) == 1 {
      guard try waitForInput(until: deadline) else {
        giveUp()
        throw PostgreSQLFailure(kind: .timedOut, message: "no answer within \(answerTimeout ?? .zero)")
      }
      guard PQconsumeInput(handle) == 1 else { throw lastFailure() }
    }
    return PQgetResult(handle).map(PostgreSQLResult.init)
  }

  /// What libpq says of the last call.
  func lastFailure() -> PostgreSQLFailure {
    PostgreSQLFailure(kind: isLost ? .lost : .refused, message: String(cString: PQerrorMessage(handle)))
  }

  /// What the server says in a result that is an error.
  func failure(_ result: PostgreSQLResult) -> PostgreSQLFailure {
    PostgreSQLFailure(kind: isLost ? .lost : .refused, sqlState: result.sqlState, message: result.message)
  }
}

/// Why a session cannot be had.
enum PooledSession {
  static func error(_ url: PostgreSQLURL) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.failed,
      message: "at \(url) a connection pooler answers, which may give every transaction another session; locks and"
        + " notifications need one that lasts: give the server's own address as the session URL (docs/operations.md)")
  }
}

extension Duration {
  /// Whole milliseconds, cut.
  var milliseconds: Int {
    let (seconds, attoseconds) = components
    return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
  }
}
