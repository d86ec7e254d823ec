import Foundation

/// A real pgbouncer in front of a PostgreSQL server, with transaction pooling: each transaction may get another session.
package final class PgBouncer: Sendable {
  private static let name = "pgbouncer"
  package static var isWanted: Bool { PostgreSQLServer.isWanted && TestServerProgram.isWanted(name) }

  private let port: UInt16
  private let program: TestServerProgram

  package init(before server: PostgreSQLServer) throws {
    guard let path = TestServerProgram.path(of: Self.name) else {
      throw TestServerProgram.Failure("pgbouncer is not installed; run scripts/servers/postgresql")
    }
    port = try Loopback.freePorts(1)
    let folder = NSTemporaryDirectory() + "boxoffice-pgbouncer-" + UUID().uuidString
    program = try TestServerProgram("run-pgbouncer", [path, folder, "\(port)", "\(server.port)"])
  }

  /// The URL of a database of the server's.
  package func url(_ database: String) -> String {
    "postgres://postgres@127.0.0.1:\(port)/\(database)?sslmode=disable"
  }
}
