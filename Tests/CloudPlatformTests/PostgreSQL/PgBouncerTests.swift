import Database
import Domain
import Fixtures
import Testing

@testable import CloudPlatform

@Suite("PostgreSQL behind a pooler of transactions", .enabled(if: PgBouncer.isWanted), .ownThreads)
struct PgBouncerTests {
  @Test("Queries and publications go through it, what needs a session goes past it")
  func bothWays() async throws {
    let test = try PostgreSQLUnderTest()
    let pooler = try PgBouncer(before: test.server)
    let pooled = pooler.url(PostgreSQLServer.name(of: test.url))
    let database = try PostgreSQLEditionDatabase(url: pooled, sessionURL: test.url)
    try await database.build(genres: 40)
    try await database.publish(1, sequence: 1)
    let hold = try await database.startReading()
    #expect(try await database.publication(of: provider)?.edition == 1)
    #expect(await database.mayBeRead())
    let reader = try await database.open(1, of: provider)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for id in 0..<40 as Range<Int64> {
        for _ in 0..<5 {
          group.addTask {
            let genre = try await reader.row(of: Queries.genre(id))
            #expect(genre?.name == "Genre \(id)")
          }
        }
      }
      try await group.waitForAll()
    }
    withExtendedLifetime(hold) {}
  }

  @Test("A process that is given only the pooler's address does not serve, build or work")
  func refused() async throws {
    let test = try PostgreSQLUnderTest()
    let pooler = try PgBouncer(before: test.server)
    let pooled = pooler.url(PostgreSQLServer.name(of: test.url))
    let database = try PostgreSQLEditionDatabase(url: pooled)
    try await database.migrate()
    #expect(await message { _ = try await database.startReading() }?.contains("pooler") == true)
    #expect(await message { _ = try await database.begin() }?.contains("pooler") == true)
    let lock = try PostgreSQLWorkLock(url: pooled)
    #expect(await message { _ = try await lock.acquire("acme") }?.contains("pooler") == true)
    #expect(try PostgreSQLCheck(url: pooled).run().map(\.isWell) == [false])
  }
}
