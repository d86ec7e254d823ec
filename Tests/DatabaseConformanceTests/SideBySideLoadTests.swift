import Database
import Domain
import Fixtures
import Testing

@Suite("Tables loaded side by side", .ownThreads)
struct SideBySideLoadTests {
  @Test("Loads of all tables at the same time give the rows of one after the other", arguments: DatabaseUnderTest.all)
  func sameRows(_ engine: DatabaseUnderTest) async throws {
    // given
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 51)
    let counts = try await database.build(model, delivery: "a").counts
    let tables = SlowFigures.tables(of: model)

    // when
    let writer = try await database.begin("b")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for table in Schema.tables {
        group.addTask(executorPreference: ThreadPerJob()) {
          try writer.load(table) { sink in
            for row in tables[table.name] ?? [] { try sink.row(row.map(SQLValue.init)) }
          }
        }
      }
      try await group.waitForAll()
    }
    let record = try await writer.finish(counts: counts)

    // then
    let readers = [try await database.open(1, of: provider), try await database.open(record.number, of: provider)]
    for table in Schema.tables {
      let query = SQLQuery("SELECT * FROM \(table.name) ORDER BY \(table.primaryKey.joined(separator: ", "))")
      let rows = try await readers[0].rows(query)
      #expect(try await readers[1].rows(query) == rows)
      #expect(table.name == "edition" || !rows.isEmpty)
    }
  }

  @Test("A table is loaded once", arguments: DatabaseUnderTest.all)
  func once(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let writer = try await engine.open(folder).begin()
    let row: [SQLValue] = [.integer(1), .integer(2), .integer(0)]
    try writer.load(Schema.movieGenres) { sink in try sink.row(row) }
    let failure = await code { try writer.load(Schema.movieGenres) { sink in try sink.row(row) } }
    #expect(failure == EditionDatabaseError.failed)
  }

  @Test("An edition of which a load failed cannot be finished", arguments: DatabaseUnderTest.all)
  func failed(_ engine: DatabaseUnderTest) async throws {
    struct Interruption: Error {}
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let writer = try await database.begin()
    #expect(throws: (any Error).self) {
      try writer.load(Schema.movieGenres) { _ in throw Interruption() }
    }
    #expect(await code { _ = try await writer.finish(counts: .init()) } == EditionDatabaseError.failed)
    #expect(try await database.editions(of: provider).map(\.state) == [.building])
  }

  @Test("An error of ours that ends a load passes through", arguments: DatabaseUnderTest.all)
  func errorPasses(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let writer = try await engine.open(folder).begin()
    let failure = await code {
      try writer.load(Schema.genres) { _ in throw BoxOfficeError(code: "model-damaged", message: "") }
    }
    #expect(failure == "model-damaged")
  }
}
