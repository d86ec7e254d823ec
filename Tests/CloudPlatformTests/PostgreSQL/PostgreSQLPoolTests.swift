import Database
import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import CloudPlatform

@Suite("A pool of connections", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLPoolTests {
  @Test("It has so many connections and no more, and uses the last one first")
  func bounded() async throws {
    let test = try PostgreSQLUnderTest()
    let pool = PostgreSQLPool(try test.configuration { $0.poolSize = 3 })
    let sessions = try await withThrowingTaskGroup(of: SQLValue.self) { group in
      for _ in 0..<30 {
        group.addTask { try await pool.run { try $0.rows("SELECT pg_backend_pid(), pg_sleep(0.01)::text")[0][0] } }
      }
      return try await group.reduce(into: Set<SQLValue>()) { $0.insert($1) }
    }
    #expect((1...3).contains(sessions.count))
    var one: Set<SQLValue> = []
    for _ in 0..<5 { one.insert(try await pool.run { try $0.rows("SELECT pg_backend_pid()")[0][0] }) }
    #expect(one.count == 1)
  }

  @Test("Who waits for a connection longer than the deadline is told that all are busy")
  func deadline() async throws {
    let test = try PostgreSQLUnderTest()
    let pool = PostgreSQLPool(
      try test.configuration {
        $0.poolSize = 1
        $0.poolWait = .milliseconds(50)
      })
    let isOver = DispatchSemaphore(value: 0)
    let (isBusy, busy) = AsyncStream<Void>.makeStream()
    let first = Task {
      try await pool.run { connection in
        busy.finish()
        isOver.wait()
        return try connection.rows("SELECT 1")
      }
    }
    for await _ in isBusy {}
    let second = await message { _ = try await pool.run { try $0.rows("SELECT 2") } }
    isOver.signal()
    #expect(second?.contains("all 1 connections were busy") == true)
    #expect(try await first.value == [[.integer(1)]])
    #expect(try await pool.run { try $0.rows("SELECT 3") } == [[.integer(3)]])
  }

  @Test("A question that meets a dead connection is asked again of a new one, and nobody notices")
  func asksAgain() async throws {
    let test = try PostgreSQLUnderTest()
    let pool = PostgreSQLPool(try test.configuration { $0.poolSize = 1 })
    let before = try await pool.run { try $0.rows("SELECT pg_backend_pid()") }
    try test.endSessions(where: "application_name = 'boxoffice'")
    let after = try await pool.run { try $0.rows("SELECT pg_backend_pid()") }
    #expect(before != after)
  }

  @Test("What might change something twice is not done again")
  func doesNotRepeat() async throws {
    let test = try PostgreSQLUnderTest()
    let pool = PostgreSQLPool(try test.configuration())
    let runs = Atomic<Int>(0)
    let said = await message {
      try await pool.run(mayRepeat: false) { connection in
        runs.add(1, ordering: .relaxed)
        try test.endSessions(where: "application_name = 'boxoffice'")
        _ = try connection.rows("SELECT 1")
      }
    }
    #expect(said != nil)
    #expect(runs.load(ordering: .relaxed) == 1)
    #expect(try await pool.run { try $0.rows("SELECT 1") } == [[.integer(1)]])
  }

  @Test("A question that ends its connection every time is asked twice, not for ever")
  func givesUp() async throws {
    let test = try PostgreSQLUnderTest()
    let pool = PostgreSQLPool(try test.configuration())
    let runs = Atomic<Int>(0)
    let said = await message {
      try await pool.run { connection in
        runs.add(1, ordering: .relaxed)
        try test.endSessions(where: "application_name = 'boxoffice'")
        _ = try connection.rows("SELECT 1")
      }
    }
    #expect(said != nil)
    #expect(runs.load(ordering: .relaxed) == 2)
  }

  @Test("Its connections are closed with it")
  func closes() async throws {
    let test = try PostgreSQLUnderTest()
    do {
      let pool = PostgreSQLPool(try test.configuration())
      _ = try await pool.run { try $0.rows("SELECT 1") }
    }
    // Ends only when the session is gone.
    try test.server.execute(
      """
      DO $$ BEGIN
        WHILE EXISTS (
          SELECT 1 FROM pg_stat_activity WHERE datname = '\(PostgreSQLServer.name(of: test.url))')
        LOOP PERFORM pg_sleep(0.005); PERFORM pg_stat_clear_snapshot(); END LOOP;
      END $$
      """)
  }

  @Test("While the server is down questions fail; once it is back none does")
  func restart() async throws {
    let server = try PostgreSQLServer()
    let test = try PostgreSQLUnderTest(on: server)
    let database = try test.open { $0.outagePatience = .milliseconds(20) }
    try await database.build()
    try await database.publish(1, sequence: 1)
    let hold = try await database.startReading()
    let reader = try await database.open(1, of: provider)
    #expect(try await reader.genreCount() == 3)

    for round in 0..<2 {
      if round == 0 { try server.stop() } else { try server.kill() }
      #expect(await code { _ = try await reader.genreCount() } == EditionDatabaseError.failed)
      #expect(await code { _ = try await database.publication(of: provider) } == EditionDatabaseError.failed)
      #expect(await database.mayBeRead())
      try server.start()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            let count = try await reader.genreCount()
            #expect(count == 3)
          }
          group.addTask {
            let publication = try await database.publication(of: provider)
            #expect(publication?.edition == 1)
          }
        }
        try await group.waitForAll()
      }
    }
    withExtendedLifetime(hold) {}
  }
}
