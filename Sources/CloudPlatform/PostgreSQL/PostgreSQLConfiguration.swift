import Database
import Domain

/// How a process uses a PostgreSQL server.
package struct PostgreSQLConfiguration: Sendable {
  package let url: PostgreSQLURL
  /// The server's own address where `url` is that of a pooler: for locks, notifications and loads, which need a session.
  package let sessionURL: PostgreSQLURL

  /// Connections for short statements, made when they are needed and closed when they were idle for a minute.
  package var poolSize = 8
  /// How long a statement waits for one of them.
  package var poolWait: Duration = .seconds(5)
  /// After how long the server ends a statement.
  package var statementTimeout: Duration = .seconds(10)
  /// How long a statement that meets a server which is down waits for it to come back.
  package var outagePatience: Duration = .milliseconds(500)

  package init(url: PostgreSQLURL, sessionURL: PostgreSQLURL? = nil) {
    self.url = url
    self.sessionURL = sessionURL ?? url
  }
}
