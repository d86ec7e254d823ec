import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Synchronization
import Testing

@Suite("Who reads publication records", .ownThreads)
struct ReadingHoldTests {
  @Test(
    "Any process can ask whether one reads, itself included, until the last hold ends", arguments: DatabaseUnderTest.all
  )
  func holds(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let databases = try [engine.open(folder), engine.open(folder)]
    func mayBeRead() async -> [Bool] { [await databases[0].mayBeRead(), await databases[1].mayBeRead()] }
    #expect(await mayBeRead() == [false, false])
    var holds = [try await databases[0].startReading()]
    #expect(await mayBeRead() == [true, true])
    holds.append(try await databases[1].startReading())
    #expect(await mayBeRead() == [true, true])
    holds.removeFirst()
    #expect(await mayBeRead() == [true, true])
    holds.removeFirst()
    #expect(await mayBeRead() == [false, false])
  }

  @Test(
    "Once nobody read after a switch, nobody who reads later uses what was there before",
    arguments: DatabaseUnderTest.all)
  func races(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let databases = try [engine.open(folder), engine.open(folder)]
    try await databases[0].build()
    let unread = Unread()
    let threads = ThreadPerJob()
    try await withThrowingTaskGroup(of: Void.self) { group in
      // given: processes that come, read once, use what they read, and go
      for _ in 0..<2 {
        group.addTask(executorPreference: threads) {
          while !unread.isOver {
            do {
              let hold = try await databases[1].startReading()
              let sequence = try await databases[1].publication(of: provider)?.sequence ?? 0
              await Task.yield()
              #expect(sequence >= unread.sequence)
              withExtendedLifetime(hold) {}
            }
            try await Task.sleep(for: .microseconds(500))
          }
        }
      }
      // when: a publisher switches often, and asks each time
      group.addTask(executorPreference: threads) {
        defer { unread.end() }
        for sequence in 1...300 {
          let hasReplaced = try await databases[0].replacePublication(
            of: provider, expected: sequence == 1 ? nil : sequence - 1,
            with: PublicationRecord(sequence: sequence, edition: 1, state: .live, switchedAt: takenAt))
          #expect(hasReplaced)
          if await !databases[0].mayBeRead() { unread.note(sequence) }
        }
      }
      try await group.waitForAll()
    }
    #expect(unread.sequence > 0)
  }

  @Test("Where the lock file cannot be opened nobody may serve, and publications wait")
  func unusable() async throws {
    let folder = try TemporaryFolder()
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("database"))
    try FileManager.default.createDirectory(
      atPath: folder("database/readers.lock"), withIntermediateDirectories: true)
    #expect(await database.mayBeRead())
    let error = await #expect(throws: BoxOfficeError.self) { _ = try await database.startReading() }
    #expect(error?.code == EditionDatabaseError.failed)
    #expect(error?.message.contains("database/readers.lock cannot be locked") == true)
  }
}

/// The last switch after which nobody read.
private final class Unread: Sendable {
  private let state = Mutex((sequence: 0, isOver: false))

  var sequence: Int { state.withLock { $0.sequence } }
  var isOver: Bool { state.withLock { $0.isOver } }

  func note(_ sequence: Int) { state.withLock { $0.sequence = sequence } }
  func end() { state.withLock { $0.isOver = true } }
}
