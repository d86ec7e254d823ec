import Database
import Domain
import Synchronization

/// Editions as schemas of one PostgreSQL database, so that an edition is switched in by one row and pruned by dropping a
/// schema.
///
/// ```
/// boxoffice.editions              every edition ever begun, its record, and the schema that has its tables
/// boxoffice.publications          what each provider's unpinned URLs serve
/// boxoffice.readers               processes that read publications
/// boxoffice_{provider}_{number}   the tables of a ready edition, never written again
/// boxoffice__building_…           those of one that is being built
/// ```
///
/// Any number of processes on any number of machines may use one database. Nothing connects before it is asked something.
package final class PostgreSQLEditionDatabase: EditionDatabase {
  /// How long a reading hold that was lost counts like one that is held: well above any lease, because the moment of the
  /// loss is taken from when it was first seen, on a clock that may be set.
  static let lostHoldSeconds = 10

  let configuration: PostgreSQLConfiguration
  let pool: PostgreSQLPool
  let session: PostgreSQLSession
  private let isMigrated = Atomic<Bool>(false)

  package init(_ configuration: PostgreSQLConfiguration) {
    self.configuration = configuration
    pool = PostgreSQLPool(configuration)
    session = PostgreSQLSession(configuration)
  }

  /// - Parameters:
  ///   - url: `postgres://…` with any option of libpq.
  ///   - sessionURL: the server's own address where `url` is that of a pooler.
  package convenience init(url: String, sessionURL: String? = nil) throws {
    self.init(
      PostgreSQLConfiguration(
        url: try PostgreSQLURL(url), sessionURL: try sessionURL.map { try PostgreSQLURL($0) }))
  }

  /// Makes or brings up to date the tables that all editions share. Whatever writes does it first; a role that only reads
  /// cannot.
  package func migrate() async throws {
    if isMigrated.load(ordering: .acquiring) { return }
    try await call("the tables of boxoffice cannot be made or brought up to date") { connection in
      try PostgreSQLMigrations.run(connection)
    }
    isMigrated.store(true, ordering: .releasing)
  }

  /// What `boxoffice doctor` wants to know. Blocks.
  package func checks() -> [EngineCheck] { PostgreSQLCheck(configuration).run() }

  // MARK: Editions

  package func editions(of provider: ProviderID) async throws -> [EditionRecord] {
    try await call("the editions of \(provider) cannot be read") { connection in
      try PostgreSQLRecords(connection).editions(of: provider).map(\.record)
    }
  }

  package func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) async throws -> any EditionWriter {
    try await migrate()
    let writer = try postgreSQLCall("an edition of \(provider) cannot be begun") {
      let session = try PostgreSQLConnection(configuration.sessionURL, .session)
      let (record, id, schema) = try session.transaction {
        try session.lockForTransaction(PostgreSQLLocks.provider(provider))
        let records = PostgreSQLRecords(session)
        let unfinished = try records.unfinished(provider, delivery, takenAt)
        let record = EditionRecord(
          provider: provider, number: try unfinished?.record.number ?? records.nextNumber(of: provider),
          state: .building, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
        let id = try unfinished?.id ?? records.insert(record)
        guard try session.tryLock(PostgreSQLLocks.building(id)) else { throw Self.beingBuilt(record) }
        // What a process that died had built lies in another schema, which is dropped by and by.
        let schema = PostgreSQLDDL.buildingName(of: id)
        try session.execute("CREATE SCHEMA \(PostgreSQLDDL.quoted(schema))")
        try records.update(record, schema: schema)
        return (record, id, schema)
      }
      return PostgreSQLEditionWriter(record, id: id, schema: schema, configuration, session: session)
    }
    try await dropUnused()
    return writer
  }

  package func open(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader {
    let what = "edition \(number) of \(provider) cannot be opened"
    let edition = try await call(what) { connection in
      // Where nothing was ever written there is no table of editions.
      guard try !PostgreSQLRecords(connection).editions(of: provider).isEmpty else {
        throw PostgreSQLRecords.notFound(number, provider)
      }
      return try PostgreSQLRecords(connection).ready(number, of: provider)
    }
    let hold = try await postgreSQLCall(what) { try await PostgreSQLEditionHold(edition.id, on: session) }
    // It may have been pruned before it was held.
    _ = try await call(what) { try PostgreSQLRecords($0).ready(number, of: provider) }
    return PostgreSQLEditionReader(edition.record, schema: edition.schema ?? "", pool, hold)
  }

  package func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) async throws {
    try await migrate()
    try await change("the publication of edition \(number) of \(provider) cannot be noted") { connection in
      try connection.lockForTransaction(PostgreSQLLocks.provider(provider))
      let records = PostgreSQLRecords(connection)
      guard let edition = try records.edition(number, of: provider) else {
        throw PostgreSQLRecords.notFound(number, provider)
      }
      var record = edition.record
      guard record.publishedAt == nil else { return }
      record.publishedAt = time
      try records.update(record, schema: edition.schema)
    }
  }

  package func prune(_ number: EditionNumber, of provider: ProviderID) async throws {
    try await migrate()
    try await change("edition \(number) of \(provider) cannot be pruned") { connection in
      try connection.lockForTransaction(PostgreSQLLocks.provider(provider))
      let records = PostgreSQLRecords(connection)
      guard let edition = try records.edition(number, of: provider) else {
        throw PostgreSQLRecords.notFound(number, provider)
      }
      if let publication = try records.publication(of: provider), publication.inUse.contains(number) {
        throw BoxOfficeError(
          code: EditionDatabaseError.inUse,
          message: "edition \(number) of \(provider) is the current one or is being switched to; publish another first")
      }
      var record = edition.record
      if record.pinnedAt != nil {
        throw BoxOfficeError(
          code: EditionDatabaseError.pinned,
          message:
            "edition \(number) of \(provider) is pinned; `boxoffice unpin \(number) --provider \(provider)` lets it go")
      }
      if record.state == .building, try !connection.tryLockForTransaction(PostgreSQLLocks.building(edition.id)) {
        throw Self.beingBuilt(record)
      }
      guard record.state != .pruned else { return }
      record.state = .pruned
      try records.update(record, schema: edition.schema)
    }
    try await dropUnused()
  }

  package func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) async throws {
    try await migrate()
    try await change("edition \(number) of \(provider) cannot be pinned or unpinned") { connection in
      try connection.lockForTransaction(PostgreSQLLocks.provider(provider))
      let records = PostgreSQLRecords(connection)
      let edition = try records.ready(number, of: provider)
      var record = edition.record
      guard (record.pinnedAt == nil) != (time == nil) else { return }
      record.pinnedAt = time
      try records.update(record, schema: edition.schema)
    }
  }

  private static func beingBuilt(_ record: EditionRecord) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.inUse,
      message:
        "edition \(record.number) of \(record.provider) is being built by another process; wait for it, or end it")
  }

  // MARK: Calls

  /// A question, asked once more when its connection turns out to be dead.
  func call<Result: Sendable>(
    _ what: @autoclosure () -> String, _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
  ) async throws -> Result {
    try await postgreSQLCall(what()) { try await pool.run(body) }
  }

  /// A change as one transaction. It is made once: should the connection break off while it ends, nobody knows whether it
  /// was, unless `body` can tell when it runs again.
  func change<Result: Sendable>(
    _ what: @autoclosure () -> String, mayRepeat: Bool = true,
    _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
  ) async throws -> Result {
    try await postgreSQLCall(what()) {
      try await pool.run(mayRepeat: mayRepeat) { connection in try connection.transaction { try body(connection) } }
    }
  }
}
