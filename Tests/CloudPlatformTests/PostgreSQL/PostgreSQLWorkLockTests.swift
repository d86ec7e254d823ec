import Domain
import Fixtures
import Testing
import Watchfolders

@testable import CloudPlatform

@Suite("Who works for a provider, by a lock in PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLWorkLockTests {
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
}
