import Database
import Domain
import Fixtures
import Testing

@Suite("An edition from its beginning to its end", .ownThreads)
struct EditionLifeTests {
  @Test("Editions are numbered from 1 and invisible until they are finished", arguments: DatabaseUnderTest.all)
  func numbers(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    #expect(try await database.editions(of: provider).isEmpty)
    #expect(await code { _ = try await database.open(1, of: provider) } == EditionDatabaseError.notFound)

    let writer = try await database.begin("a")
    #expect(writer.edition.number == 1)
    #expect(writer.edition.state == .building)
    #expect(await code { _ = try await database.open(1, of: provider) } == EditionDatabaseError.notFound)

    let record = try await writer.finish(counts: try writer.load(.random(seed: 1)))
    #expect(record.state == .ready)
    #expect(record.counts.movies == 30)
    #expect(try await database.open(1, of: provider).edition == record)
    #expect(try await database.build(delivery: "b").number == 2)
    #expect(try await database.editions(of: provider).map(\.number) == [1, 2])
    #expect(try await engine.open(folder).editions(of: provider).first == record)
  }

  @Test(
    "A writer that is dropped leaves an edition that is begun anew under its number", arguments: DatabaseUnderTest.all)
  func beginAgain(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    do {
      let writer = try await database.begin("a")
      _ = try writer.load(.random(seed: 1))
    }
    #expect(try await database.editions(of: provider).map(\.state) == [.building])

    let other = try await database.begin("a", at: Timestamp(secondsSinceEpoch: 1_700_000_001))
    #expect(other.edition.number == 2)  // the same bytes taken again are another edition
    let again = try await engine.open(folder).begin("a")
    #expect(again.edition.number == 1)
    var model = SlowModel()
    model.genres = [(7, "Drama")]
    _ = try await again.finish(counts: try again.load(model))

    let reader = try await database.open(1, of: provider)
    #expect(try await reader.rows(SQLQuery("SELECT COUNT(*) FROM movies")) == [[.integer(0)]])
    #expect(try await reader.rows(SQLQuery("SELECT genre_id, name FROM genres")) == [[.integer(7), .text("Drama")]])
  }

  @Test("An edition is built by one writer at a time", arguments: DatabaseUnderTest.all)
  func oneWriter(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let writer = try await engine.open(folder).begin("a")
    let second = try engine.open(folder)
    #expect(await code { _ = try await second.begin("a") } == EditionDatabaseError.inUse)
    #expect(await code { try await second.prune(1, of: provider) } == EditionDatabaseError.inUse)
    #expect(try await second.begin("b").edition.number == 2)
    #expect(try await writer.finish(counts: try writer.load(SlowModel())).state == .ready)
  }

  @Test("Writers of many deliveries at once get numbers of their own", arguments: DatabaseUnderTest.all)
  func manyWriters(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let databases = try [engine.open(folder), engine.open(folder)]
    let threads = ThreadPerJob()
    let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0..<16 {
        group.addTask(executorPreference: threads) {
          try await databases[index % 2].build(at: Timestamp(secondsSinceEpoch: Int64(index))).number
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(numbers.sorted() == Array(1...16))
    #expect(try await databases[0].editions(of: provider).map(\.number) == Array(1...16))
  }

  struct Refusal: Sendable, CustomStringConvertible {
    let description: String
    let rows: [[SQLValue]]
  }

  static let refusals = [
    Refusal(
      description: "a key twice",
      rows: [[.integer(1), .integer(2), .integer(0)], [.integer(1), .integer(2), .integer(1)]]),
    Refusal(description: "a value too few", rows: [[.integer(1), .integer(2)]]),
    Refusal(description: "a value too many", rows: [[.integer(1), .integer(2), .integer(3), .integer(4)]]),
    Refusal(description: "NULL where there must be a value", rows: [[.integer(1), .integer(2), .null]]),
    Refusal(description: "a text in a column of numbers", rows: [[.integer(1), .integer(2), .text("first")]]),
  ]

  @Test("Rows that are not of the table's form are refused", arguments: DatabaseUnderTest.all, refusals)
  func refuses(_ engine: DatabaseUnderTest, _ refusal: Refusal) async throws {
    let folder = try TemporaryFolder()
    let writer = try await engine.open(folder).begin()
    let failure = await code {
      try writer.load(Schema.movieGenres) { sink in for row in refusal.rows { try sink.row(row) } }
    }
    #expect(failure == EditionDatabaseError.failed)
  }

  @Test(
    "Counts that the rows do not bear out are not verified, and nothing becomes visible",
    arguments: DatabaseUnderTest.all)
  func unverified(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let writer = try await database.begin()
    var counts = try writer.load(.random(seed: 3))
    counts.companyYears += 1
    let wrong = counts
    #expect(await code { _ = try await writer.finish(counts: wrong) } == EditionDatabaseError.notVerified)
    #expect(try await database.editions(of: provider).map(\.state) == [.building])
    #expect(await code { _ = try await database.open(1, of: provider) } == EditionDatabaseError.notFound)
  }

  @Test("Values come back as they were, at the ends of their ranges too", arguments: DatabaseUnderTest.all)
  func values(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let writer = try await database.begin()
    let texts = ["", "O'Hara \"&\" <Söhne>", "日本 🎬", "two\nlines", String(repeating: "x", count: 100_000)]
    let extremes: [Int64] = [.min, -1, 0, 1, .max]
    try writer.load(Schema.movieVotes) { sink in
      for (index, value) in extremes.enumerated() {
        try sink.row([.integer(Int64(index)), .integer(value)] + Array(repeating: .integer(value), count: 10))
      }
    }
    try writer.load(Schema.genres) { sink in
      for (index, text) in texts.enumerated() {
        try sink.row(
          [.integer(Int64(index)), .text(text), .null, .integer(2000), .integer(0), .null, .integer(0), .null]
            + [.integer(0), .null] + Array(repeating: .integer(0), count: 5))
      }
    }
    var counts = EditionRecord.Counts()
    counts.genres = texts.count
    _ = try await writer.finish(counts: counts)
    let reader = try await database.open(1, of: provider)
    let names = try await reader.rows(SQLQuery("SELECT name, first_year FROM genres ORDER BY genre_id"))
    #expect(names == texts.map { [.text($0), .null] })
    let numbers = try await reader.rows(SQLQuery("SELECT votes_5_0 FROM movie_votes ORDER BY movie_id"))
    #expect(numbers == extremes.map { [.integer($0)] })
    for text in texts {
      let found = try await reader.rows(SQLQuery("SELECT COUNT(*) FROM genres WHERE name = $1", [.text(text)]))
      #expect(found == [[.integer(1)]])
    }
  }

  @Test("A query with another number of values than parameters is an error", arguments: DatabaseUnderTest.all)
  func parameters(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build()
    let reader = try await database.open(1, of: provider)
    let query = SQLQuery("SELECT name FROM genres WHERE genre_id = $1", [])
    #expect(await code { _ = try await reader.rows(query) } == EditionDatabaseError.failed)
  }

  @Test("Many tasks read one edition at once and each gets its own rows", arguments: DatabaseUnderTest.all)
  func manyReaders(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 4)
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let threads = ThreadPerJob()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<200 {
        let film = model.films[index % model.films.count]
        group.addTask(executorPreference: threads) {
          let row = try await reader.row(of: Queries.film(film.id))
          #expect(row?.title == film.title)
          #expect(row?.id == film.id)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("What one provider has is not there for another", arguments: DatabaseUnderTest.all)
  func providers(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let other = ProviderID("other")!
    try await database.build()
    #expect(try await database.editions(of: other).isEmpty)
    #expect(await code { _ = try await database.open(1, of: other) } == EditionDatabaseError.notFound)
    #expect(try await database.build(of: other).number == 1)
    try await database.prune(1, of: other)
    #expect(try await database.open(1, of: provider).edition.provider == provider)
  }

  @Test("The time of the first publication is noted once", arguments: DatabaseUnderTest.all)
  func markPublished(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build()
    let first = Timestamp(secondsSinceEpoch: 1_800_000_000)
    try await database.markPublished(1, of: provider, at: first)
    try await database.markPublished(1, of: provider, at: Timestamp(secondsSinceEpoch: 1_900_000_000))
    #expect(try await database.editions(of: provider).map(\.publishedAt) == [first])
    #expect(
      await code { try await database.markPublished(2, of: provider, at: first) } == EditionDatabaseError.notFound)
  }
}
