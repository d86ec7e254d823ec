import Database
import Domain
import Fixtures
import Foundation
import Testing

@testable import CloudPlatform

@Suite(
  "Who reads publications from PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads,
  .timeLimit(.minutes(5)))
struct PostgreSQLReadingTests {
  @Test("A hold that was lost counts for a while, and nothing is read before there is a new one")
  func lostHold() async throws {
    // given a process that reads as a user of its own
    let server = try PostgreSQLServer()
    let test = try PostgreSQLUnderTest(on: server)
    let worker = try test.open()
    try await worker.build()
    try await worker.publish(1, sequence: 1)
    try test.ask("CREATE ROLE api LOGIN SUPERUSER")
    let api = PostgreSQLEditionDatabase(
      PostgreSQLConfiguration(
        url: try PostgreSQLURL(server.url(PostgreSQLServer.name(of: test.url), user: "api"))))
    let hold = try await api.startReading()
    #expect(try await api.publication(of: provider)?.edition == 1)

    // when its session ends and no other can be had
    try test.ask("ALTER ROLE api NOLOGIN")
    try test.endSessions(where: "usename = 'api'")

    // then
    #expect(await worker.mayBeRead())
    #expect(await code { _ = try await api.publication(of: provider) } == EditionDatabaseError.failed)
    #expect(await worker.mayBeRead())

    // when the time is over in which what it read may be used
    try test.ask("UPDATE boxoffice.readers SET lost_at = lost_at - interval '1 hour'")
    #expect(await worker.mayBeRead() == false)
    #expect(try test.ask("SELECT count(*) FROM boxoffice.readers") == [["0"]])

    // and when it can connect again
    try test.ask("ALTER ROLE api LOGIN")
    #expect(try await api.publication(of: provider)?.edition == 1)
    #expect(await worker.mayBeRead())
    withExtendedLifetime(hold) {}
  }

  @Test("A process whose session ends has another at once, with all that the first had")
  func restored() async throws {
    let test = try PostgreSQLUnderTest()
    let (worker, api) = (try test.open(), try test.open())
    try await worker.build()
    try await worker.publish(1, sequence: 1)
    let holds = [try await api.startReading(), try await api.startReading()]
    let reader = try await api.open(1, of: provider)
    try await worker.publish(1, sequence: 2)
    for sequence in 2...4 {
      try test.endSessions(where: "pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory')")
      #expect(try await api.publication(of: provider)?.sequence == sequence)
      // Each hold and the open edition.
      let locks = try test.ask(
        """
        SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """)
      #expect(locks == [["3"]])
      try await worker.publish(1, sequence: sequence + 1)
    }
    #expect(try await reader.genreCount() == 3)
    withExtendedLifetime((holds, reader)) {}
  }

  @Test("A publication is told to processes that listen, and after a lost session whatever may have been missed")
  func notifications() async throws {
    let test = try PostgreSQLUnderTest()
    let (worker, api) = (try test.open(), try test.open())
    try await worker.build()
    var changes = api.publicationChanges().makeAsyncIterator()
    let hold = try await api.startReading()  // it listens by then
    try await worker.publish(1, sequence: 1)
    #expect(await changes.next() == provider)
    try test.endSessions(where: "query LIKE '%begin_reading%' OR query LIKE 'LISTEN%'")
    #expect(await changes.next() == provider)
    try await worker.publish(1, sequence: 2)
    #expect(await changes.next() == provider)
    withExtendedLifetime(hold) {}
  }

  @Test("A publication whose confirmation got lost is found to be made, not a conflict")
  func lostConfirmation() async throws {
    let test = try PostgreSQLUnderTest()
    let database = try test.open()
    try await database.build()
    try await database.publish(1, sequence: 1)
    // A trigger ends the session when the transaction is as good as committed: the first try only.
    try test.ask(
      """
      CREATE SEQUENCE public.tries;
      CREATE FUNCTION public.cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('public.tries') = 1 THEN PERFORM pg_terminate_backend(pg_backend_pid()); END IF;
        RETURN NULL;
      END $$;
      CREATE CONSTRAINT TRIGGER cut AFTER UPDATE ON boxoffice.publications DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION public.cut();
      """)
    try await database.publish(1, sequence: 2)
    #expect(try await database.publication(of: provider)?.sequence == 2)
    #expect(try test.ask("SELECT last_value FROM public.tries") == [["2"]])
  }

  @Test("The user that docs/operations.md gives the API reads, holds and listens, and can write nothing")
  func role() async throws {
    // given
    let server = try PostgreSQLServer()
    let text = try String(
      contentsOf: Documentation.root.appendingPathComponent("docs/operations.md"), encoding: .utf8)
    let script = try #require(
      text.components(separatedBy: "```sql postgresql-roles\n").last?.components(separatedBy: "```").first)
    try server.psql(script)
    func open(_ user: String) throws -> PostgreSQLEditionDatabase {
      try PostgreSQLEditionDatabase(url: server.url("boxoffice", user: user))
    }
    let (worker, api) = (try open("boxoffice"), try open("boxoffice_api"))
    #expect(try await api.publication(of: provider) == nil)
    #expect(await message { _ = try await api.startReading() }?.contains("docs/operations.md") == true)

    // when
    try await worker.build()
    try await worker.publish(1, sequence: 1)

    // then
    var changes = api.publicationChanges().makeAsyncIterator()
    let hold = try await api.startReading()
    #expect(try await api.publication(of: provider)?.edition == 1)
    #expect(try await api.open(1, of: provider).genreCount() == 3)
    #expect(await worker.mayBeRead())
    try await worker.publish(1, sequence: 2)
    #expect(await changes.next() == provider)
    try await worker.build("b")
    let record = PublicationRecord(sequence: 3, edition: 1, state: .live, switchedAt: takenAt)
    for refused in [
      await code { _ = try await api.begin("b") },
      await code { _ = try await api.replacePublication(of: provider, expected: 2, with: record) },
      await code { try await api.prune(2, of: provider) },
      await code { try await api.markPublished(1, of: provider, at: takenAt) },
    ] { #expect(refused == EditionDatabaseError.failed) }
    #expect(try await worker.publication(of: provider)?.sequence == 2)
    #expect(try await worker.editions(of: provider).map(\.state) == [.ready, .ready])
    for sql in ["DELETE FROM boxoffice.readers", "UPDATE boxoffice_default_1.genres SET name = ''"] {
      let said = await message { try await api.pool.run { try $0.execute(sql) } }
      #expect(said?.contains("42501") == true)
    }
    let url = server.url("boxoffice", user: "boxoffice_api")
    #expect(try PostgreSQLCheck(url: url, onlyReads: true).run().first { $0.name.hasSuffix("rights") }?.isWell == true)
    #expect(try PostgreSQLCheck(url: url).run().first { $0.name.hasSuffix("rights") }?.isWell == false)
    withExtendedLifetime(hold) {}
  }
}
