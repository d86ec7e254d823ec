import Database
import Domain

/// What went wrong between us and a PostgreSQL server: its own words, or libpq's.
struct PostgreSQLFailure: Error, CustomStringConvertible, Sendable {
  enum Kind: Sendable {
    /// No connection could be made.
    case unreachable
    /// The connection broke off, whatever was under way with it.
    case lost
    /// No answer came in time, so that the connection is given up.
    case timedOut
    /// Every connection was busy until the deadline.
    case busy
    /// The server answered that it would not.
    case refused
  }

  let kind: Kind
  /// The five characters of the server's error code, such as `57014`.
  var sqlState: String?
  let message: String

  /// Whether the connection cannot be used any more.
  var isConnectionLost: Bool { kind != .refused && kind != .busy || endsConnection }

  /// The codes with which a server ends a session: it shuts down, has crashed, or somebody ended the session.
  private var endsConnection: Bool {
    guard let sqlState else { return false }
    return sqlState.hasPrefix("08") || ["57P01", "57P02", "57P03", "57P05", "25P03"].contains(sqlState)
  }

  /// Whether a table, schema or function is not there.
  var isUndefined: Bool { sqlState.map(["42P01", "3F000", "42883"].contains) ?? false }

  var description: String {
    let words = message.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "PostgreSQL\(sqlState.map { " \($0)" } ?? ""): \(words)"
  }

  /// What a person can do about it.
  var advice: String {
    switch (kind, sqlState) {
    case (.unreachable, _):
      return "check that the server runs and that the database URL is right, then run `boxoffice doctor`"
    case (.lost, _): return "the connection broke off; look at the server's log"
    case (.timedOut, _), (_, "57014"): return "the server is too slow; look at its load"
    case (.busy, _): return "all connections are busy; look at the server's load, or allow more of them"
    case (_, "42501"): return "grant this user what docs/operations.md lists"
    case (_, "53100"), (_, "53400"): return "free some disk space on the server"
    case (_, "53300"): return "the server has no connections left; raise its max_connections"
    case (_, "25006"): return "the server is read-only; give the address of the primary"
    case (_, let state?) where state.hasPrefix("28"): return "check user and password in the database URL"
    default: return "look at the server's log"
    }
  }
}

/// Runs `body` and turns what PostgreSQL throws into the error of the port, with `what` in front and what to do behind it.
func postgreSQLCall<Result>(_ what: @autoclosure () -> String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let failure as PostgreSQLFailure {
    throw failure.error(what())
  }
}

/// The same for a `body` that waits.
func postgreSQLCall<Result>(
  _ what: @autoclosure () -> String, _ body: () async throws -> Result
) async throws -> Result {
  do {
    return try await body()
  } catch let failure as PostgreSQLFailure {
    throw failure.error(what())
  }
}

extension PostgreSQLFailure {
  func error(_ what: String) -> BoxOfficeError {
    BoxOfficeError(code: EditionDatabaseError.failed, message: "\(what); \(advice)", cause: self)
  }
}
