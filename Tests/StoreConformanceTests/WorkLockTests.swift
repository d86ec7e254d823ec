import CloudPlatform
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

/// An implementation of `WorkLock` that the conformance suite runs over.
struct WorkLockUnderTest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Opens the lock of a test, each time as another process would.
  let open: @Sendable (TemporaryFolder) throws -> any WorkLock

  static let all = PostgreSQLServer.isWanted ? [folder, postgreSQL] : [folder]

  private static let folder = WorkLockUnderTest(testDescription: "folder") { FolderWorkLock(folder: $0("locks")) }
  private static let postgreSQL = WorkLockUnderTest(testDescription: "PostgreSQL") {
    try PostgreSQLWorkLock(url: try PostgreSQLServer.shared.database(of: $0))
  }
}

@Suite("Who works for a provider", .ownThreads)
struct WorkLockTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("locks"), withIntermediateDirectories: false)
  }

  @Test("One process has a name at a time, until it gives it back", arguments: WorkLockUnderTest.all)
  func exclusive(_ engine: WorkLockUnderTest) async throws {
    let (first, second) = (try engine.open(folder), try engine.open(folder))
    let hold = try #require(try await first.acquire("acme"))
    #expect(try await first.acquire("acme") == nil)
    #expect(try await second.acquire("acme") == nil)
    let other = try #require(try await second.acquire("globex"))
    await hold.release()
    let again = try #require(try await second.acquire("acme"))
    #expect(try await first.acquire("globex") == nil)
    try await second.confirm("acme")
    await other.release()
    await again.release()
  }

  @Test("Of many who race for a name one has it at any moment", arguments: WorkLockUnderTest.all)
  func race(_ engine: WorkLockUnderTest) async throws {
    let locks = try (0..<4).map { _ in try engine.open(folder) }
    let workers = Workers()
    let threads = ThreadPerJob()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in 0..<8 {
        group.addTask(executorPreference: threads) {
          var turns = 0
          while turns < 5 {
            guard let hold = try await locks[index % 4].acquire("acme") else {
              await Task.yield()
              continue
            }
            await workers.begin()
            turns += 1
            await Task.yield()
            await workers.end()
            await hold.release()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(await workers.most == 1)
  }

  private actor Workers {
    private var now = 0
    private(set) var most = 0

    func begin() {
      now += 1
      most = max(most, now)
    }

    func end() { now -= 1 }
  }
}
