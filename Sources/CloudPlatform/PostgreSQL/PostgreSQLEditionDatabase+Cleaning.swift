import Database
import Domain

extension PostgreSQLEditionDatabase {
  /// How long dropping a schema may wait for somebody who is at it. Whoever cleans next tries again.
  private static let patience = "200ms"

  /// Drops the tables of pruned editions that nobody has open, and those that a process was building when it died.
  ///
  /// Called when an edition is begun or pruned, so that what cannot be dropped now is dropped next time.
  func dropUnused() async throws {
    try await call("tables of no more use cannot be dropped") { connection in
      for edition in try PostgreSQLRecords(connection).pruned() { try Self.dropPruned(edition, connection) }
      for schema in try Self.abandoned(connection) { try Self.dropAbandoned(schema, connection) }
    }
  }

  private static func dropPruned(
    _ edition: PostgreSQLRecords.Edition, _ connection: PostgreSQLConnection
  ) throws {
    try unlessBusy(connection) {
      // Shared by every process that has it open.
      guard try connection.tryLockForTransaction(PostgreSQLLocks.reading(edition.id)), let schema = edition.schema
      else {
        return
      }
      try drop(schema, connection)
      try PostgreSQLRecords(connection).update(edition.record, schema: nil)
    }
  }

  /// Schemas of attempts that no edition knows any more.
  private static func abandoned(_ connection: PostgreSQLConnection) throws -> [String] {
    let schemas = try connection.rows(
      """
      SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, $1)
      AND NOT EXISTS (SELECT 1 FROM boxoffice.editions WHERE schema_name = nspname)
      """, [.text(PostgreSQLDDL.buildingPrefix)])
    return schemas.compactMap { $0[0].text }
  }

  private static func dropAbandoned(_ schema: String, _ connection: PostgreSQLConnection) throws {
    // One of an edition that is being begun is not committed yet, and so not seen here.
    try unlessBusy(connection) { try drop(schema, connection) }
  }

  private static func drop(_ schema: String, _ connection: PostgreSQLConnection) throws {
    try connection.execute("DROP SCHEMA IF EXISTS \(PostgreSQLDDL.quoted(schema)) CASCADE")
  }

  /// Runs `body` in a transaction. Does nothing where somebody else is at the same tables, or has dropped them.
  private static func unlessBusy(_ connection: PostgreSQLConnection, _ body: () throws -> Void) throws {
    do {
      try connection.transaction {
        try connection.execute("SET LOCAL lock_timeout = '\(patience)'")
        try body()
      }
    } catch let failure as PostgreSQLFailure
      where ["55P03", "40P01", "XX000", "3F000", "42P01"].contains(failure.sqlState)
    {
      // Lock not available, a deadlock, changed by another at the same time, or gone.
    }
  }
}
