import Database
import Domain
import GRDB
import GRDBSQLite
import Glibc

/// Builds one edition's file aside. Nothing of it can be seen until `finish` has renamed it.
final class SQLiteEditionWriter: EditionWriter {
  private(set) var edition: EditionRecord
  private let folder: SQLiteProviderFolder
  /// Holds the lock on the file that is being built.
  private let file: Descriptor
  private let connection: DatabaseQueue
  private var loaded: [String: Int] = [:]

  init(_ edition: EditionRecord, in folder: SQLiteProviderFolder, file: Descriptor) throws {
    self.edition = edition
    self.folder = folder
    self.file = file
    connection = try databaseCall("edition \(edition.number) of \(edition.provider) cannot be begun") {
      let connection = try DatabaseQueue(
        path: folder.buildingPath(of: edition.number), configuration: Self.configuration)
      try connection.inDatabase { db in
        try db.execute(sql: "PRAGMA user_version = \(SQLiteEditionReader.formatVersion)")
        for table in Schema.tables { try db.execute(sql: SQLiteDDL.createTable(table)) }
      }
      return connection
    }
  }

  /// A crash leaves a file that is thrown away, so that neither a journal nor a flush is of use while loading.
  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          PRAGMA locking_mode = EXCLUSIVE;
          PRAGMA temp_store = MEMORY;
          PRAGMA cache_size = -32768;
          """)  // 32 MiB: the right edge of a b-tree and the sorter of an index fit
    }
    return configuration
  }

  func load(_ table: ServingTable, _ produce: (any RowSink) throws -> Void) throws -> Int {
    let rows = try databaseCall("\(table.name) of edition \(edition.number) cannot be loaded") {
      try connection.inDatabase { db in
        var rows = 0
        try db.inTransaction(.exclusive) {
          let statement = try db.makeStatement(sql: SQLiteDDL.insert(into: table))
          let sink = SQLiteRowSink(table, statement.sqliteStatement)
          try withExtendedLifetime(statement) { try produce(sink) }
          rows = sink.rows
          return .commit
        }
        return rows
      }
    }
    loaded[table.name, default: 0] += rows
    return rows
  }

  func finish(counts: EditionRecord.Counts) throws -> EditionRecord {
    try databaseCall("edition \(edition.number) of \(edition.provider) cannot be finished") {
      try connection.inDatabase { db in
        for sql in Schema.tables.flatMap(SQLiteDDL.createIndexes) { try db.execute(sql: sql) }
        // Looks at the first 1,000 rows of a key: the same numbers, hence the same plans, for the same rows.
        try db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE")
        try verify(counts, db)
      }
      try connection.close()
      try file.sync()
    }
    edition.counts = counts
    edition.state = .ready
    try folder.locked {
      try databaseCall("edition \(edition.number) of \(edition.provider) cannot be put in its place") {
        try folder.publishTables(of: edition.number)
      }
      try folder.write(edition)
    }
    return edition
  }

  private func verify(_ counts: EditionRecord.Counts, _ db: GRDB.Database) throws {
    var rows: [String: Int] = [:]
    for table in Schema.tables {
      let count = try Int.fetchOne(db, sql: "SELECT COUNT(*) FROM \(table.name)") ?? 0
      rows[table.name] = count
      try check(count == loaded[table.name, default: 0]) {
        "\(table.name) has \(count) rows of \(loaded[table.name, default: 0]) loaded"
      }
    }
    for (table, count) in counts.byTable {
      try check(rows[table.name] == count) { "\(table.name) has \(rows[table.name] ?? 0) rows of \(count) counted" }
    }
    let problems = try String.fetchAll(db, sql: "PRAGMA integrity_check")
    try check(problems == ["ok"]) { "SQLite's integrity check says: \(problems.joined(separator: "; "))" }
  }

  private func check(_ isRight: Bool, _ what: () -> String) throws {
    if isRight { return }
    throw BoxOfficeError(
      code: EditionDatabaseError.notVerified,
      message: "edition \(edition.number) of \(edition.provider) was built but not published: \(what());"
        + " the one before it stays current. Check the disk, then send the delivery again")
  }
}

extension EditionRecord.Counts {
  /// The counts that are row counts, with their tables.
  fileprivate var byTable: [(ServingTable, Int)] {
    [
      (Schema.movies, movies), (Schema.companies, companies), (Schema.genres, genres),
      (Schema.companyYears, companyYears), (Schema.companyGenreYears, companyGenreYears),
      (Schema.genreYears, genreYears), (Schema.yearTotals, years),
    ]
  }
}
