import Database
import Domain
import Fixtures
import Testing

@testable import CloudPlatform

@Suite("Loading an edition into PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLLoadTests {
  @Test("A connection that is cut in the middle of COPY fails the load, and the edition is built again")
  func cut() async throws {
    let test = try PostgreSQLUnderTest()
    let database = try test.open()
    do {
      let writer = try await database.begin()
      let failure = await code {
        // Some ten blocks after the cut: the socket has noticed by then, or the end does.
        try writer.loadGenres(20_000) { id in
          if id == 5_000 { try test.endSessions(where: "query LIKE 'COPY%'") }
        }
      }
      #expect(failure == EditionDatabaseError.failed)
      #expect(await code { _ = try await writer.finish(counts: .genres(20_000)) } == EditionDatabaseError.failed)
    }
    #expect(try await database.editions(of: provider).map(\.state) == [.building])

    let record = try await database.build(genres: 7)
    #expect(record.number == 1)
    #expect(try await database.open(1, of: provider).genreCount() == 7)
    // What the first attempt left is gone.
    let schemas = try test.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'boxoffice%' ORDER BY 1")
    #expect(schemas == [["boxoffice"], ["boxoffice_default_1"]])
  }

  @Test("Who lost the session under which it builds cannot finish what another has begun again")
  func lostSession() async throws {
    let test = try PostgreSQLUnderTest()
    let (first, second) = (try test.open(), try test.open())
    let lost = try await first.begin()
    try lost.loadGenres(3)
    // The one session that waits for nothing and holds the lock.
    try test.endSessions(where: "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')")

    let again = try await second.begin()
    #expect(again.edition.number == 1)
    #expect(await code { _ = try await lost.finish(counts: .genres(3)) } == EditionDatabaseError.failed)
    // What it still loads reaches nobody either.
    _ = await code { try lost.load(Schema.movieGenres) { _ in } }
    try again.loadGenres(5)
    #expect(try await again.finish(counts: .genres(5)).state == .ready)
    #expect(try await second.open(1, of: provider).genreCount() == 5)
  }

  @Test("Rows that the server has otherwise than they were loaded are found before the edition is ready")
  func otherRows() async throws {
    let changes = [
      "UPDATE \u{1}.genres SET votes = votes + 1 WHERE genre_id = 2", "DELETE FROM \u{1}.genres WHERE genre_id = 2",
      "UPDATE \u{1}.genres SET name = name || '.' WHERE genre_id = 2",
      "UPDATE \u{1}.genres SET first_year = 0 WHERE genre_id = 2",
    ]
    for change in changes {
      let test = try PostgreSQLUnderTest()
      let database = try test.open()
      let writer = try await database.begin()
      try writer.loadGenres(3)
      let schema = try #require(try test.ask("SELECT quote_ident(schema_name) FROM boxoffice.editions")[0][0])
      try test.ask(change.replacing("\u{1}", with: schema))
      let failure = await code { _ = try await writer.finish(counts: .genres(3)) }
      #expect(failure == EditionDatabaseError.notVerified, "\(change)")
      #expect(try await database.editions(of: provider).map(\.state) == [.building])
    }
  }

  @Test("A disk that is full fails the load and says so, and the edition is built once there is room")
  func diskFull() async throws {
    // given a server whose sorts may not write to disk, as if there were no room
    let test = try PostgreSQLUnderTest()
    let name = PostgreSQLServer.name(of: test.url)
    try test.ask("ALTER DATABASE \(name) SET maintenance_work_mem = '1MB'")
    try test.ask("ALTER DATABASE \(name) SET temp_file_limit = '16kB'")
    let database = try test.open()
    func load() async throws -> EditionRecord {
      let writer = try await database.begin()
      try writer.load(Schema.movieGenres) { sink in
        for id in 0..<60_000 as Range<Int64> {
          sink.integer(id)
          sink.integer((id * 7919) % 1000)
          sink.integer(0 as Int64)
          try sink.endRow()
        }
      }
      return try await writer.finish(counts: .init())
    }
    // when
    let said = await message { _ = try await load() }
    // then
    #expect(said?.contains("free some disk space on the server") == true)
    #expect(try await database.editions(of: provider).map(\.state) == [.building])
    try test.ask("ALTER DATABASE \(name) SET temp_file_limit = -1")
    #expect(try await load().number == 1)
  }

  @Test("Tables, keys, indexes and collations are those of the schema")
  func schema() async throws {
    let test = try PostgreSQLUnderTest()
    try await test.open().build()
    for table in Schema.tables {
      let indexes = try test.ask(
        "SELECT indexname FROM pg_indexes WHERE schemaname = 'boxoffice_default_1' AND tablename = '\(table.name)'")
      #expect(
        Set(indexes.compactMap { $0[0] })
          == Set(["\(table.name)_pkey"] + table.indexes.map { "\(table.name)_by_\($0.name)" }))
    }
    let columns = try test.ask(
      """
      SELECT count(*) FILTER (WHERE collation_name IS DISTINCT FROM 'C'), count(*) FROM information_schema.columns
      WHERE table_schema = 'boxoffice_default_1' AND data_type = 'text'
      """)
    let texts = Schema.tables.flatMap(\.columns).count { $0.kind == .text }
    #expect(columns == [["0", "\(texts)"]])
  }

  @Test("Titles of any length can be indexed")
  func longTitles() async throws {
    let test = try PostgreSQLUnderTest()
    let database = try test.open()
    let writer = try await database.begin()
    var random = SeededGenerator(seed: 1)
    // What no compression makes short.
    let title = String(
      String.UnicodeScalarView(
        (0..<1_300).map { _ in
          Unicode.Scalar(UInt32.random(in: 0x4E00...0x9FFF, using: &random))!
        }))
    try writer.load(Schema.companies) { sink in
      sink.integer(1 as Int64)
      sink.text(title)
      sink.text(SearchText.stored(title))
      for column in Schema.companies.columns.dropFirst(3) {
        if column.isNullable { sink.null() } else { sink.integer(0 as Int64) }
      }
      try sink.endRow()
    }
    var counts = EditionRecord.Counts()
    counts.companies = 1
    _ = try await writer.finish(counts: counts)
    let row = try await database.open(1, of: provider).row(of: Queries.company(1))
    #expect(row?.name == title)
    #expect(title.hasPrefix(row?.searchName ?? "?") && row?.searchName.utf8.count == 999)
  }

  @Test("Processes that start at the same time on a new database make its tables once")
  func migration() async throws {
    let test = try PostgreSQLUnderTest()
    let databases = try (0..<8).map { _ in try test.open() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for database in databases { group.addTask { try await database.migrate() } }
      try await group.waitForAll()
    }
    #expect(try test.ask("SELECT version FROM boxoffice.schema_version") == [["\(PostgreSQLMigrations.version)"]])
    try test.ask("INSERT INTO boxoffice.schema_version (version) VALUES (99)")
    #expect(await message { try await test.open().migrate() }?.contains("newer boxoffice") == true)
  }

  @Test("Tables of a pruned edition are dropped as soon as no process has it open")
  func pruned() async throws {
    let test = try PostgreSQLUnderTest()
    let (worker, api) = (try test.open(), try test.open())
    try await worker.build("a")
    func schemas() throws -> [String?] {
      try test.ask("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'boxoffice_default%'").map { $0[0] }
    }
    do {
      let reader = try await api.open(1, of: provider)
      try await worker.prune(1, of: provider)
      #expect(try await reader.genreCount() == 3)
      #expect(try schemas() == ["boxoffice_default_1"])
    }
    // The reader's lock is given back before anything that is asked later.
    _ = try await api.startReading()
    _ = try await worker.begin("b")
    #expect(try schemas() == [])
    #expect(await code { _ = try await api.open(1, of: provider) } == EditionDatabaseError.pruned)
  }

  @Test("A reader whose edition was dropped while its session was lost says that it was pruned")
  func droppedUnderReader() async throws {
    let test = try PostgreSQLUnderTest()
    let database = try test.open()
    try await database.build("a")
    let reader = try await database.open(1, of: provider)
    try await database.prune(1, of: provider)
    try test.ask("DROP SCHEMA boxoffice_default_1 CASCADE")
    #expect(await code { _ = try await reader.genreCount() } == EditionDatabaseError.pruned)
  }
}
