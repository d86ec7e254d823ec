import Database
import Domain
import Synchronization

/// Builds one edition in a schema of its own, whose name nobody knows until `finish`.
///
/// Each table is loaded, indexed and committed by a connection of its own, so that tables are loaded side by side. The
/// session that began the edition holds its lock: when that session is lost, somebody else may begin it again under another
/// schema, and `finish` fails here.
final class PostgreSQLEditionWriter: EditionWriter {
  let edition: EditionRecord
  private let id: Int64
  private let schema: String
  private let configuration: PostgreSQLConfiguration
  /// Holds the lock.
  private let session: Mutex<PostgreSQLConnection>
  private let state = Mutex(State())

  private struct State {
    var begun: Set<String> = []
    var loaded: [String: PostgreSQLTableContent] = [:]
    /// Connections that have loaded a table and wait for the next.
    var idle: [Loader] = []
  }

  /// A connection on its way from one load to the next; used by one of them at a time.
  private struct Loader: @unchecked Sendable {
    let connection: PostgreSQLConnection
  }

  init(
    _ edition: EditionRecord, id: Int64, schema: String, _ configuration: PostgreSQLConfiguration,
    session: sending PostgreSQLConnection
  ) {
    self.edition = edition
    self.id = id
    self.schema = schema
    self.configuration = configuration
    self.session = Mutex(session)
  }

  /// Gives the lock back at once, so that whoever begins the edition again need not wait until the server has noticed.
  deinit {
    session.withLock { session in
      // A session that cannot be asked is lost, and its lock with it.
      if !session.isLost { try? session.unlock(PostgreSQLLocks.building(id)) }
    }
  }

  func load(_ table: TableDefinition, _ produce: (any RowSink) throws -> Void) throws -> Int {
    try state.withLock { state in
      guard state.begun.insert(table.name).inserted else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed, message: "\(table.name) is loaded a second time; this is a fault of ours")
      }
    }
    return try postgreSQLCall("\(table.name) of edition \(edition.number) of \(edition.provider) cannot be loaded") {
      let loader = try state.withLock { $0.idle.popLast() } ?? makeLoader()
      let content = try load(table, produce, loader.connection)
      state.withLock { state in
        state.loaded[table.name] = content
        state.idle.append(loader)
      }
      return content.rows
    }
  }

  private func makeLoader() throws -> Loader {
    let connection = try PostgreSQLConnection(configuration.sessionURL, .load)
    // Nothing of it counts before `finish` commits, which writes all that was logged before it to disk.
    try connection.execute("SET synchronous_commit = off")
    return Loader(connection: connection)
  }

  private func load(
    _ table: TableDefinition, _ produce: (any RowSink) throws -> Void, _ connection: PostgreSQLConnection
  ) throws -> PostgreSQLTableContent {
    try connection.transaction {
      try connection.execute(PostgreSQLDDL.createTable(table, in: schema))
      var content: PostgreSQLTableContent?
      let copied = try connection.copy(PostgreSQLDDL.copy(table, in: schema)) { send in
        let sink = PostgreSQLTableSink(table, send)
        try produce(sink)
        try sink.finish()
        content = sink.content
      }
      guard let content, copied == content.rows else {
        throw PostgreSQLFailure(kind: .refused, message: "COPY took \(copied) rows of \(content?.rows ?? 0)")
      }
      for statement in PostgreSQLDDL.completeTable(table, in: schema) { try connection.execute(statement) }
      return content
    }
  }

  func finish(counts: EditionRecord.Counts) async throws -> EditionRecord {
    let (begun, loaded) = state.withLock { state in
      // No connection is kept for a wait that may be long.
      state.idle = []
      return (state.begun, state.loaded)
    }
    guard begun.count == loaded.count else {
      throw BoxOfficeError(
        code: EditionDatabaseError.failed,
        message: "\(begun.subtracting(loaded.keys).sorted().joined(separator: ", ")) could not be loaded whole;"
          + " send the delivery again")
    }
    return try postgreSQLCall("edition \(edition.number) of \(edition.provider) cannot be finished") {
      try session.withLock { session in
        for table in Schema.tables where loaded[table.name] == nil {
          try session.execute(PostgreSQLDDL.createTable(table, in: schema))
          for statement in PostgreSQLDDL.completeTable(table, in: schema) { try session.execute(statement) }
        }
        try verify(loaded, counts, session)
        return try makeReady(counts, session)
      }
    }
  }

  private func verify(
    _ loaded: [String: PostgreSQLTableContent], _ counts: EditionRecord.Counts, _ connection: PostgreSQLConnection
  ) throws {
    for table in Schema.tables {
      try Task.checkCancellation()
      let stored = try PostgreSQLTableContent(of: table, in: schema, connection)
      let expected = loaded[table.name] ?? PostgreSQLTableContent(columns: table.columns.count)
      if let difference = stored.difference(from: expected, of: table) { throw notVerified(difference) }
      if let counted = counts.rows(of: table), counted != stored.rows {
        throw notVerified("\(table.name) has \(stored.rows) rows of \(counted) counted")
      }
    }
  }

  /// Gives the schema its name and the edition its state, in one transaction of the session that holds the lock.
  private func makeReady(
    _ counts: EditionRecord.Counts, _ connection: PostgreSQLConnection
  ) throws -> EditionRecord {
    let name = PostgreSQLDDL.schemaName(of: edition)
    return try connection.transaction {
      var record = edition
      record.counts = counts
      record.state = .ready
      // Whatever the server's default is.
      try connection.execute("SET LOCAL synchronous_commit = on")
      try connection.lockForTransaction(PostgreSQLLocks.provider(edition.provider))
      let editions = PostgreSQLRecords(connection)
      guard try editions.edition(edition.number, of: edition.provider)?.schema == schema else {
        throw BoxOfficeError(
          code: EditionDatabaseError.inUse,
          message: "edition \(edition.number) of \(edition.provider) was begun again or pruned by another process"
            + " meanwhile; leave it to that one")
      }
      record.bytes = try Self.bytes(of: schema, connection)
      try connection.execute(
        "ALTER SCHEMA \(PostgreSQLDDL.quoted(schema)) RENAME TO \(PostgreSQLDDL.quoted(name))")
      try editions.update(record, schema: name)
      return record
    }
  }

  /// What the tables of a schema and their indexes take.
  private static func bytes(of schema: String, _ connection: PostgreSQLConnection) throws -> Int64? {
    let rows = try connection.rows(
      """
      SELECT sum(pg_total_relation_size(pg_class.oid))::bigint FROM pg_class
      JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND relkind = 'r'
      """, [.text(schema)])
    return rows.first?.first?.integer
  }

  private func notVerified(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.notVerified,
      message: "edition \(edition.number) of \(edition.provider) was built but not published: \(what);"
        + " the one before it stays current. Check the server's disk, then send the delivery again")
  }
}
