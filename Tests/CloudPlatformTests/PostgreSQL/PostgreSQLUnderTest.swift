import Database
import Domain
import Fixtures
import Testing

@testable import CloudPlatform

/// A database of a test's own on the shared server, or on one that the test may stop.
struct PostgreSQLUnderTest {
  let folder: TemporaryFolder
  let server: PostgreSQLServer
  let url: String

  init(on server: PostgreSQLServer? = nil) throws {
    folder = try TemporaryFolder()
    self.server = try server ?? .shared
    url = try self.server.database(of: folder)
  }

  /// One process's view of it.
  func open(_ configure: (inout PostgreSQLConfiguration) -> Void = { _ in }) throws -> PostgreSQLEditionDatabase {
    PostgreSQLEditionDatabase(try configuration(configure))
  }

  func configuration(
    _ configure: (inout PostgreSQLConfiguration) -> Void = { _ in }
  ) throws -> PostgreSQLConfiguration {
    var configuration = PostgreSQLConfiguration(url: try PostgreSQLURL(url))
    configure(&configuration)
    return configuration
  }

  func connect(_ options: String = "", _ purpose: PostgreSQLConnection.Purpose = .session) throws
    -> PostgreSQLConnection
  {
    try PostgreSQLConnection(try PostgreSQLURL(url + options), purpose)
  }

  /// Ends sessions of this database, as an administrator can, and waits until those are gone.
  func endSessions(where condition: String) throws {
    try server.execute(
      """
      DO $$ DECLARE ended int[] := ARRAY(
        SELECT pid FROM pg_stat_activity WHERE datname = '\(name)' AND pid <> pg_backend_pid() AND \(condition));
      BEGIN
        PERFORM pg_terminate_backend(pid) FROM unnest(ended) pid;
        WHILE EXISTS (SELECT 1 FROM pg_stat_activity WHERE pid = ANY(ended))
        LOOP PERFORM pg_sleep(0.005); PERFORM pg_stat_clear_snapshot(); END LOOP;
      END $$
      """)
  }

  /// The rows of an administrator's question to this database.
  @discardableResult
  func ask(_ sql: String) throws -> [[String?]] { try server.execute(sql, on: url) }

  private var name: String { PostgreSQLServer.name(of: url) }
}

extension EditionDatabase {
  func begin(_ delivery: Character = "a") async throws -> any EditionWriter {
    try await begin(provider: provider, delivery: digest(delivery), takenAt: takenAt, modelDigest: digest("0"))
  }

  /// Builds an edition of a few genres and nothing else.
  @discardableResult
  func build(_ delivery: Character = "a", genres: Int = 3) async throws -> EditionRecord {
    let writer = try await begin(delivery)
    try writer.loadGenres(genres)
    return try await writer.finish(counts: .genres(genres))
  }

  func publish(_ edition: EditionNumber, sequence: Int) async throws {
    let record = PublicationRecord(sequence: sequence, edition: edition, state: .live, switchedAt: takenAt)
    let hasReplaced = try await replacePublication(
      of: provider, expected: sequence == 1 ? nil : sequence - 1, with: record)
    #expect(hasReplaced)
  }
}

extension EditionWriter {
  func loadGenres(_ count: Int, before row: (Int) throws -> Void = { _ in }) throws {
    try load(Schema.genres) { sink in
      for id in 0..<count {
        try row(id)
        sink.integer(Int64(id))
        sink.text("Genre \(id)")
        for column in Schema.genres.columns.dropFirst(2) {
          if column.isNullable { sink.null() } else { sink.integer(0 as Int64) }
        }
        try sink.endRow()
      }
    }
  }
}

extension EditionRecord.Counts {
  static func genres(_ count: Int) -> Self {
    var counts = Self()
    counts.genres = count
    return counts
  }
}

extension EditionReader {
  func genreCount() async throws -> Int64? {
    try await rows(SQLQuery("SELECT COUNT(*) FROM genres")).first?.first?.integer
  }
}

/// What an error says, with its cause.
func message(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return "\(error)"
  }
}
