import Database
import Domain
import Fixtures
import Testing

@Suite("Pruning", .ownThreads)
struct PruneTests {
  @Test(
    "A pruned edition keeps its record and number, and an open reader keeps its rows", arguments: DatabaseUnderTest.all)
  func prune(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 5)
    let built = try await database.build(model)
    let reader = try await database.open(1, of: provider)

    try await database.prune(1, of: provider)
    try await database.prune(1, of: provider)  // once more does no harm

    let record = try await database.editions(of: provider)[0]
    #expect(record.state == .pruned)
    #expect(record.counts == built.counts)
    #expect(await code { _ = try await database.open(1, of: provider) } == EditionDatabaseError.pruned)
    #expect(await code { _ = try await engine.open(folder).open(1, of: provider) } == EditionDatabaseError.pruned)
    #expect(try await reader.rows(of: Queries.edition()).isEmpty)
    for film in model.films {
      #expect(try await reader.row(of: Queries.film(film.id))?.sourceLine == Int(film.sourceLine))
    }
    #expect(try await database.build(model).number == 2)
  }

  @Test("What is not there cannot be pruned", arguments: DatabaseUnderTest.all)
  func notFound(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    #expect(await code { try await database.prune(1, of: provider) } == EditionDatabaseError.notFound)
  }

  @Test(
    "An edition that was never finished can be pruned, and its delivery begun under a new number",
    arguments: DatabaseUnderTest.all)
  func unfinished(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    do { _ = try await database.begin("a") }
    try await database.prune(1, of: provider)
    #expect(try await database.begin("a").edition.number == 2)
  }

  @Test("What the publication record names is not pruned", arguments: DatabaseUnderTest.all)
  func named(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    for delivery in "abc" { try await database.build(delivery: delivery) }
    let record = PublicationRecord(sequence: 1, edition: 2, state: .publishing, switchedAt: takenAt, target: 3)
    #expect(try await database.replacePublication(of: provider, expected: nil, with: record))
    #expect(await code { try await database.prune(2, of: provider) } == EditionDatabaseError.inUse)
    #expect(await code { try await database.prune(3, of: provider) } == EditionDatabaseError.inUse)
    try await database.prune(1, of: provider)
    #expect(try await database.editions(of: provider).map(\.state) == [.pruned, .ready, .ready])
  }
}
