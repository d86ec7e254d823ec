import Database
import Domain
import Fixtures
import Testing

@Suite("A withdrawn publication")
struct WithdrawnTests {
  @Test(
    "It uses no edition, not even one that is gone; its sequence goes on, and so do the numbers",
    arguments: DatabaseUnderTest.all)
  func withdrawn(_ engine: DatabaseUnderTest) async throws {
    // Given a provider with two editions, one of them current
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build(delivery: "a")
    try await database.build(delivery: "b")
    let live = PublicationRecord(sequence: 1, edition: 2, state: .live, switchedAt: takenAt)
    #expect(try await database.replacePublication(of: provider, expected: nil, with: live))
    #expect(await code { try await database.prune(2, of: provider) } == EditionDatabaseError.inUse)
    // When it is withdrawn
    let withdrawn = PublicationRecord(sequence: 2, edition: 2, state: .withdrawn, switchedAt: takenAt)
    #expect(try await database.replacePublication(of: provider, expected: 1, with: withdrawn))
    #expect(try await engine.open(folder).publication(of: provider) == withdrawn)
    // Then every edition may go, and the record stays
    for number in 1...2 { try await database.prune(number, of: provider) }
    #expect(try await database.publication(of: provider) == withdrawn)
    #expect(
      try await database.replacePublication(
        of: provider, expected: 2,
        with: PublicationRecord(sequence: 3, edition: 2, state: .withdrawn, switchedAt: takenAt)))
    // And what is gone cannot be served again, but what is built next can, under a new number.
    let gone = PublicationRecord(sequence: 4, edition: 2, state: .live, switchedAt: takenAt)
    #expect(
      await code { _ = try await database.replacePublication(of: provider, expected: 3, with: gone) }
        == EditionDatabaseError.pruned)
    #expect(try await database.build(delivery: "a").number == 3)
    let next = PublicationRecord(sequence: 4, edition: 3, state: .publishing, switchedAt: takenAt, target: 3)
    #expect(try await database.replacePublication(of: provider, expected: 3, with: next))
  }
}
