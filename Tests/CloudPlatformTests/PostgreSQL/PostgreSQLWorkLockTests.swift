import Domain
import Fixtures
import Testing
import Watchfolders

@testable import CloudPlatform

@Suite("Who works for a provider, by a lock in PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLWorkLockTests {
  @Test("One process has a name at a time, until it gives it back")
  func exclusive() async throws {
    let test = try PostgreSQLUnderTest()
    let (first, second) = (try PostgreSQLWorkLock(url: test.url), try PostgreSQLWorkLock(url: test.url))
    let hold = try #require(try await first.acquire("acme"))
    #expect(try await first.acquire("acme") == nil)
    #expect(try await second.acquire("acme") == nil)
    let other = try #require(try await second.acquire("globex"))
    #expect(try await second.acquire("acme") == nil)
    await hold.release()
    #expect(try await second.acquire("acme") != nil)
    #expect(try await first.acquire("globex") == nil)
    await other.release()
  }

  @Test("Of many who race for a name one has it at any moment")
  func race() async throws {
    let test = try PostgreSQLUnderTest()
    let locks = try (0..<4).map { _ in try PostgreSQLWorkLock(url: test.url) }
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

  @Test("The name of a process that died is free, and one that lost its session hears of it when it asks")
  func lost() async throws {
    let test = try PostgreSQLUnderTest()
    let first = try PostgreSQLWorkLock(url: test.url + "&application_name=first")
    let second = try PostgreSQLWorkLock(url: test.url)
    let hold = try #require(try await first.acquire("acme"))
    try await first.confirm("acme")
    #expect(await code { try await second.confirm("acme") } == "lock-lost")

    try test.endSessions(where: "application_name = 'first'")

    let taken = try #require(try await second.acquire("acme"))
    #expect(await code { try await first.confirm("acme") } == "lock-lost")
    try await second.confirm("acme")
    // What it gives back late is not the other's.
    await hold.release()
    #expect(try await first.acquire("acme") == nil)
    try await second.confirm("acme")
    await taken.release()
    #expect(try await first.acquire("acme") != nil)
  }

  @Test("Where no server is, the error says so")
  func unreachable() async throws {
    let lock = try PostgreSQLWorkLock(url: "postgres://127.0.0.1:1/films")
    #expect(await code { _ = try await lock.acquire("acme") } == "lock-failed")
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
