import Database
import Domain
import Fixtures
import Testing

@Suite("Pinning an edition")
struct PinTests {
  private let first = Timestamp(secondsSinceEpoch: 1_800_000_000)
  private let second = Timestamp(secondsSinceEpoch: 1_900_000_000)

  @Test("A pinned edition is not pruned until it is unpinned", arguments: DatabaseUnderTest.all)
  func pin(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let built = try await database.build(delivery: "a")
    try await database.build(delivery: "b")

    try await database.pin(1, of: provider, at: first)
    try await database.pin(1, of: provider, at: second)  // it is pinned already

    let pinned = try await engine.open(folder).editions(of: provider)
    #expect(pinned.map(\.pinnedAt) == [first, nil])
    #expect(await code { try await database.prune(1, of: provider) } == EditionDatabaseError.pinned)
    #expect(try await database.open(1, of: provider).edition.pinnedAt == first)

    try await database.pin(1, of: provider, at: nil)
    try await database.pin(1, of: provider, at: nil)
    #expect(try await database.editions(of: provider).first == built)
    try await database.prune(1, of: provider)
    #expect(try await database.editions(of: provider).map(\.state) == [.pruned, .ready])
  }

  @Test("Only what can be read can be pinned", arguments: DatabaseUnderTest.all)
  func unreadable(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    #expect(await code { try await database.pin(1, of: provider, at: first) } == EditionDatabaseError.notFound)
    try await database.build(delivery: "a")
    try await database.prune(1, of: provider)
    #expect(await code { try await database.pin(1, of: provider, at: first) } == EditionDatabaseError.pruned)
    let writer = try await database.begin("b")
    #expect(await code { try await database.pin(2, of: provider, at: first) } == EditionDatabaseError.notFound)
    #expect(writer.edition.number == 2)
  }

  @Test("A pin stays through a publication", arguments: DatabaseUnderTest.all)
  func published(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build()
    try await database.pin(1, of: provider, at: first)
    try await database.markPublished(1, of: provider, at: second)
    let record = try await database.editions(of: provider)[0]
    #expect(record.pinnedAt == first)
    #expect(record.publishedAt == second)
  }

  @Test("An edition knows what it takes on the disk", arguments: DatabaseUnderTest.all)
  func bytes(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let writer = try await database.begin("a")
    #expect(writer.edition.bytes == nil)
    var shape = SlowModel.Shape()
    let small = try await writer.finish(counts: try writer.load(.random(seed: 1, shape)))
    shape.films = 200  // the slow twin computes their figures
    let large = try await database.build(.random(seed: 1, shape), delivery: "b")
    #expect(try #require(small.bytes) > 0)
    #expect(try #require(large.bytes) > small.bytes!)
  }
}
