import Database
import Domain
import Fixtures
import Testing

@Suite("The publication record", .ownThreads)
struct PublicationTests {
  @Test("It is replaced only by who knows its sequence", arguments: DatabaseUnderTest.all)
  func compareAndSwap(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build(delivery: "a")
    try await database.build(delivery: "b")
    let first = PublicationRecord(sequence: 1, edition: 1, state: .live, switchedAt: takenAt)
    let second = PublicationRecord(sequence: 2, edition: 1, state: .publishing, switchedAt: takenAt, target: 2)
    #expect(try await database.publication(of: provider) == nil)
    #expect(try await !database.replacePublication(of: provider, expected: 1, with: second))
    #expect(try await database.replacePublication(of: provider, expected: nil, with: first))
    #expect(try await !database.replacePublication(of: provider, expected: nil, with: second))
    #expect(try await database.publication(of: provider) == first)
    #expect(try await engine.open(folder).replacePublication(of: provider, expected: 1, with: second))
    #expect(try await database.publication(of: provider) == second)
    #expect(try await database.publication(of: ProviderID("other")!) == nil)
  }

  @Test("Its sequence only rises", arguments: DatabaseUnderTest.all)
  func rising(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build()
    let record = PublicationRecord(sequence: 3, edition: 1, state: .live, switchedAt: takenAt)
    #expect(try await database.replacePublication(of: provider, expected: nil, with: record))
    let same = await code { _ = try await database.replacePublication(of: provider, expected: 3, with: record) }
    #expect(same == EditionDatabaseError.failed)
  }

  @Test("It names only editions that are ready", arguments: DatabaseUnderTest.all)
  func ready(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build(delivery: "a")
    try await database.build(delivery: "b")
    try await database.prune(2, of: provider)
    let building = try await database.begin("c")
    func replace(_ edition: Int, target: Int?) async -> String? {
      await code {
        _ = try await database.replacePublication(
          of: provider, expected: nil,
          with: PublicationRecord(sequence: 1, edition: edition, state: .live, switchedAt: takenAt, target: target))
      }
    }
    #expect(await replace(2, target: nil) == EditionDatabaseError.pruned)
    #expect(await replace(1, target: 2) == EditionDatabaseError.pruned)
    #expect(await replace(1, target: building.edition.number) == EditionDatabaseError.notFound)
    #expect(await replace(9, target: nil) == EditionDatabaseError.notFound)
    #expect(try await database.publication(of: provider) == nil)
  }

  @Test(
    "Of all who race for one sequence exactly one wins, and readers see whole records", arguments: DatabaseUnderTest.all
  )
  func races(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let databases = try [engine.open(folder), engine.open(folder)]
    for delivery in "abcd" { try await databases[0].build(delivery: delivery) }
    let threads = ThreadPerJob()
    for sequence in 1...20 {
      let winners = try await withThrowingTaskGroup(of: Int?.self) { group in
        for racer in 0..<8 {
          group.addTask(executorPreference: threads) {
            let record = PublicationRecord(
              sequence: sequence, edition: racer % 4 + 1, state: .live,
              switchedAt: Timestamp(secondsSinceEpoch: Int64(racer)))
            let hasWon = try await databases[racer % 2].replacePublication(
              of: provider, expected: sequence == 1 ? nil : sequence - 1, with: record)
            if let seen = try await databases[0].publication(of: provider) {
              #expect(seen.edition == Int(seen.switchedAt.secondsSinceEpoch) % 4 + 1)
            }
            return hasWon ? racer : nil
          }
        }
        return try await group.reduce(into: [Int]()) { if let racer = $1 { $0.append(racer) } }
      }
      #expect(winners.count == 1)
      let record = try await databases[1].publication(of: provider)
      #expect(record?.sequence == sequence)
      #expect(record?.switchedAt.secondsSinceEpoch == winners.first.map(Int64.init))
    }
  }
}
