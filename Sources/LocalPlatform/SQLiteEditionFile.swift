import Database
import Domain
import GRDB
import Synchronization

/// The file of an edition that is being built: SQLite makes the schema with empty trees, our own loader fills them in.
///
/// Every table is a segment of pages behind the schema's; they lie in the order of `order` whatever thread is ready first,
/// so that the same rows give the same bytes.
final class SQLiteEditionFile: Sendable {
  private struct State {
    /// Tables that are not in the file yet, in the order in which they will be.
    var waiting = SQLiteEditionFile.order
    var begun: [String: SQLiteSegment] = [:]
    var ready: [String: SQLiteSegment] = [:]
    var rows: [String: Int] = [:]
    /// Where the next segment begins.
    var nextPage: UInt32
  }

  /// In which the tables lie in the file. The largest first: the others wait in memory for those before them. The one row that
  /// says where all came from is loaded last.
  static let order =
    [Schema.movieVotes.name]
    + Schema.tables.map(\.name).filter { $0 != Schema.movieVotes.name && $0 != Schema.edition.name }
    + [Schema.edition.name]

  private let path: String
  private let pages: SQLitePageFile
  /// The page of each empty tree, by the name of its table or index.
  private let roots: [String: UInt32]
  private let state: Mutex<State>

  /// - Parameter pages: the empty file at `path`.
  init(_ pages: SQLitePageFile, path: String) throws {
    self.path = path
    self.pages = pages
    let (roots, pageCount) = try Self.change(path) { db in
      try db.execute(sql: "PRAGMA user_version = \(SQLiteEditionReader.formatVersion)")
      for table in Schema.tables {
        try db.execute(sql: SQLiteDDL.createTable(table))
        for sql in SQLiteDDL.createIndexes(table) { try db.execute(sql: sql) }
      }
      let rows = try Row.fetchAll(db, sql: "SELECT name, rootpage FROM sqlite_schema")
      let roots = Dictionary(uniqueKeysWithValues: rows.map { ($0[0] as String, $0[1] as UInt32) })
      return (roots, try UInt32.fetchOne(db, sql: "PRAGMA page_count")!)
    }
    self.roots = roots
    state = Mutex(State(nextPage: pageCount + 1))
  }

  /// Begins a table; each can be loaded once.
  func sink(for table: ServingTable) throws -> SQLiteTableSink {
    let segment = try state.withLock { state in
      guard state.begun[table.name] == nil else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed, message: "\(table.name) is loaded a second time; this is a fault of ours")
      }
      let segment = SQLiteSegment(in: pages, base: state.waiting.first == table.name ? state.nextPage : nil)
      state.begun[table.name] = segment
      return segment
    }
    return SQLiteTableSink(table, roots: roots, in: segment)
  }

  /// Ends a table of which all rows have been taken, and writes the tables whose turn it is.
  func end(_ table: ServingTable, _ sink: SQLiteTableSink) throws {
    let segment = try sink.finish()
    try state.withLock { state in
      state.ready[table.name] = segment
      state.rows[table.name] = sink.rows
      while let name = state.waiting.first, let segment = state.ready.removeValue(forKey: name) {
        state.waiting.removeFirst()
        try segment.place(at: state.nextPage)
        state.nextPage = pages.number(of: segment.pageCount, from: state.nextPage)
      }
      // The next one need not wait in memory any longer.
      if let name = state.waiting.first { state.begun[name]?.begins(at: state.nextPage) }
    }
  }

  /// Writes what still waits and lets SQLite take its statistics. Returns how many rows each table has.
  func finish() throws -> [String: Int] {
    // Tables of which nothing was loaded stay as empty as SQLite made them.
    let (rows, unfinished) = try state.withLock { state in
      for name in state.waiting where state.ready[name] != nil {
        let segment = state.ready[name]!
        try segment.place(at: state.nextPage)
        state.nextPage = pages.number(of: segment.pageCount, from: state.nextPage)
      }
      try pages.setPageCount(state.nextPage - 1)
      return (state.rows, Set(state.begun.keys).subtracting(state.rows.keys))
    }
    guard unfinished.isEmpty else {
      throw BoxOfficeError(
        code: EditionDatabaseError.failed,
        message: "\(unfinished.sorted().joined(separator: ", ")) could not be loaded whole; send the delivery again")
    }
    // Looks at the first 1,000 rows of a key: the same numbers, hence the same plans, for the same rows.
    try Self.change(path) { db in try db.execute(sql: "PRAGMA analysis_limit = 1000; ANALYZE") }
    return rows
  }

  /// A crash leaves a file that is thrown away, so that neither a journal nor a flush is of use.
  private static func change<Result>(_ path: String, _ body: (GRDB.Database) throws -> Result) throws -> Result {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      try db.execute(
        sql: """
          PRAGMA page_size = \(SQLitePage.size);
          PRAGMA journal_mode = OFF;
          PRAGMA synchronous = OFF;
          PRAGMA locking_mode = EXCLUSIVE;
          PRAGMA temp_store = MEMORY;
          """)
    }
    let connection = try DatabaseQueue(path: path, configuration: configuration)
    let result = try connection.inDatabase { db in
      var result: Result?
      try db.inTransaction(.exclusive) {
        result = try body(db)
        return .commit
      }
      return result!
    }
    try connection.close()
    return result
  }
}
