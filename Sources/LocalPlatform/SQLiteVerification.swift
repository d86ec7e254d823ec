import Database
import Domain
import GRDB

/// What is proved of an edition's file before it gets its name: SQLite's integrity check and the number of rows, table by
/// table, on two connections at once.
///
/// The check walks every tree, compares every row with every index, and types and NULLs with the schema: it is what holds
/// our own loader to SQLite's format. Per table it takes a third of what `integrity_check` of the file would, since the
/// two cores share it.
struct SQLiteVerification: Sendable {
  let edition: EditionRecord
  /// How many rows each table was loaded with.
  let loaded: [String: Int]
  let counts: EditionRecord.Counts

  func verify(_ path: String) async throws {
    // Mapped: pages are read where the system keeps them, since they were written a moment ago.
    let connections = try SQLiteConnections(path: path, count: 2, setUp: "PRAGMA mmap_size = 2147418112")
    try await twoAtATime(tables) { table in
      try Task.checkCancellation()
      try connections.read { db in try verify(table, db) }
    }
    try connections.read { db in try verifyRest(db) }
  }

  /// The most work first, so that both connections are done at about the same time.
  private var tables: [ServingTable] {
    func work(_ table: ServingTable) -> Int { loaded[table.name, default: 0] * (1 + table.indexes.count) }
    return Schema.tables.sorted { work($0) > work($1) }
  }

  private func verify(_ table: ServingTable, _ db: GRDB.Database) throws {
    let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table.name)") ?? 0
    let loaded = loaded[table.name, default: 0]
    try check(count == loaded) { "\(table.name) has \(count) rows of \(loaded) loaded" }
    if let counted = counts.rows(of: table) {
      try check(count == counted) { "\(table.name) has \(count) rows of \(counted) counted" }
    }
    try verify(table.name, db)
  }

  private func verify(_ table: String, _ db: GRDB.Database) throws {
    let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check(\(table))")
    try check(problems == ["ok"]) { "SQLite's integrity check says: \(problems.joined(separator: "; "))" }
  }

  /// What the checks of our tables leave out.
  private func verifyRest(_ db: GRDB.Database) throws {
    for table in ["sqlite_schema", "sqlite_stat1"] { try verify(table, db) }
    let unused = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
    try check(unused == 0) { "\(unused) pages of the file are unused" }
  }

  private func check(_ isRight: Bool, _ what: () -> String) throws {
    if isRight { return }
    throw BoxOfficeError(
      code: EditionDatabaseError.notVerified,
      message: "edition \(edition.number) of \(edition.provider) was built but not published: \(what());"
        + " the one before it stays current. Check the disk, then send the delivery again")
  }
}
