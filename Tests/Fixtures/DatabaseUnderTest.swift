import CloudPlatform
import Database
import LocalPlatform

/// One engine of the database: what holds for one is tested over each.
package struct DatabaseUnderTest: Sendable, CustomStringConvertible {
  package let description: String
  /// Opens the database that lies in the folder; again for a second process's view of it.
  package let open: @Sendable (TemporaryFolder) throws -> any EditionDatabase

  package static let all = [sqlite] + (PostgreSQLServer.isWanted ? [postgreSQL] : [])

  package static let sqlite = DatabaseUnderTest(description: "SQLite") {
    try SQLiteEditionDatabase(folder: $0("database"))
  }

  package static let postgreSQL = DatabaseUnderTest(description: "PostgreSQL") {
    try PostgreSQLEditionDatabase(url: try PostgreSQLServer.shared.database(of: $0))
  }
}
