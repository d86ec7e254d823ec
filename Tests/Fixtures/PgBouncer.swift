import Foundation

/// A real pgbouncer in front of a PostgreSQL server, with transaction pooling: each transaction may get another session.
package final class PgBouncer: Sendable {
  package static let isAvailable = PostgreSQLServer.isAvailable && path != nil

  private static let path = ["/usr/sbin/pgbouncer", "/usr/bin/pgbouncer"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  private let port: Int
  private let program: TestServerProgram

  package init(before server: PostgreSQLServer) throws {
    guard let path = Self.path else {
      throw TestServerProgram.Failure("pgbouncer is not installed; run scripts/servers/postgresql")
    }
    port = try TestServerProgram.freePort()
    let folder = NSTemporaryDirectory() + "boxoffice-pgbouncer-" + UUID().uuidString
    program = try TestServerProgram("run-pgbouncer", [path, folder, "\(port)", "\(server.port)"])
  }

  /// The URL of a database of the server's.
  package func url(_ database: String) -> String {
    "postgres://postgres@127.0.0.1:\(port)/\(database)?sslmode=disable"
  }
}
