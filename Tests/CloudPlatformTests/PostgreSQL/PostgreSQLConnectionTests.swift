import Database
import Domain
import Fixtures
import Foundation
import Testing

@testable import CloudPlatform

@Suite("A connection to PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLConnectionTests {
  @Test("Values come back as they were sent, prepared or not")
  func values() throws {
    let test = try PostgreSQLUnderTest()
    let connection = try test.connect()
    defer { withExtendedLifetime(test) {} }
    let values: [SQLValue] = [
      .integer(.min), .integer(-1), .integer(0), .integer(.max), .text(""), .text("O'Hara \\ 日本 🎬\n"),
      .text(String(repeating: "x", count: 1 << 20)),
    ]
    for value in values {
      let query = SQLQuery("SELECT $1", [value])
      #expect(try connection.rows(query.sql, query.parameters) == [[value]])
      for _ in 0..<2 { #expect(try connection.preparedRows(query) == [[value]]) }
    }
    #expect(
      try connection.rows("SELECT NULL::text, true, 7::smallint, -7::int") == [
        [.null, .integer(1), .integer(7), .integer(-7)]
      ])
  }

  @Test("No more statements are kept than fit, and what was thrown away is prepared again")
  func statements() throws {
    let test = try PostgreSQLUnderTest()
    let connection = try test.connect()
    defer { withExtendedLifetime(test) {} }
    func kept() throws -> Int64? {
      try connection.rows("SELECT count(*) FROM pg_prepared_statements").first?.first?.integer
    }
    for number in 0..<(PreparedStatements.limit + 10) {
      #expect(try connection.preparedRows(SQLQuery("SELECT \(number)")) == [[.integer(Int64(number))]])
    }
    #expect(try kept() == 10)
    try connection.execute("DEALLOCATE ALL")
    let last = PreparedStatements.limit + 9
    #expect(try connection.preparedRows(SQLQuery("SELECT \(last)")) == [[.integer(Int64(last))]])
    #expect(try kept() == 1)
  }

  @Test("The server's errors have their code, and the connection lives on")
  func errors() throws {
    let test = try PostgreSQLUnderTest()
    let connection = try test.connect()
    defer { withExtendedLifetime(test) {} }
    func failure(_ body: () throws -> Void) -> PostgreSQLFailure? {
      do {
        try body()
        return nil
      } catch {
        return error as? PostgreSQLFailure
      }
    }
    #expect(failure { _ = try connection.rows("SELECT 1 FROM nowhere.nothing") }?.isUndefined == true)
    #expect(failure { _ = try connection.rows("SELECT 1 / 0") }?.sqlState == "22012")
    #expect(failure { try connection.execute("SELECT 1; SELECT 1 / 0; SELECT 2") }?.sqlState == "22012")
    #expect(failure { try connection.transaction { _ = try connection.rows("SELECT 1 / 0") } }?.sqlState == "22012")
    #expect(try connection.rows("SELECT 1") == [[.integer(1)]])
    #expect(!connection.isLost)
  }

  @Test("A statement that takes too long is ended by the server")
  func slow() async throws {
    let test = try PostgreSQLUnderTest()
    let connection = try test.connect("", .statements(timeout: .milliseconds(50)))
    let said = await message { try postgreSQLCall("it") { _ = try connection.rows("SELECT pg_sleep(60)::text") } }
    #expect(said?.contains("57014") == true)
    #expect(said?.contains("the server is too slow") == true)
    #expect(try connection.rows("SELECT 1") == [[.integer(1)]])
  }

  @Test("A wrong password is said without the password")
  func password() async throws {
    let test = try PostgreSQLUnderTest()
    try test.ask(
      """
      DO $$ BEGIN CREATE ROLE guarded LOGIN PASSWORD 'right';
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$
      """)
    let name = PostgreSQLServer.name(of: test.url)
    func connect(_ password: String) throws {
      let url = try PostgreSQLURL(
        "postgres://guarded:\(password)@127.0.0.1:\(test.server.port)/\(name)?sslmode=disable")
      _ = try PostgreSQLConnection(url, .session)
    }
    try connect("right")
    let said = await message { try connect("hunter2") }
    #expect(said?.contains("guarded") == true)
    #expect(said?.contains("hunter2") == false)
  }

  @Test("Options of TLS are libpq's: a certificate that is not the one expected is refused")
  func encryption() async throws {
    let test = try PostgreSQLUnderTest()
    let name = PostgreSQLServer.name(of: test.url)
    func connect(_ host: String, _ root: String) throws -> PostgreSQLConnection {
      try PostgreSQLConnection(
        try PostgreSQLURL(
          "postgres://postgres@\(host):\(test.server.port)/\(name)?sslmode=verify-full&sslrootcert=\(root)"), .session)
    }
    let right = test.server.path + "/root.crt"
    let rows = try connect("localhost", right).rows("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
    #expect(rows == [[.integer(1)]])
    #expect(await message { _ = try connect("127.0.0.1", right) }?.contains("certificate") == true)
    let wrong = try test.folder.write(Data("no certificate".utf8), to: "wrong.crt")
    #expect(await message { _ = try connect("localhost", wrong) }?.contains("certificate") == true)
  }

  @Test("The server sees who we are")
  func applicationName() throws {
    let test = try PostgreSQLUnderTest()
    let own = "SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    #expect(try test.connect().rows(own) == [[.text("boxoffice")]])
    #expect(try test.connect("&application_name=me").rows(own) == [[.text("me")]])
  }

  @Test("Where no server is, the error says so at once")
  func unreachable() async throws {
    let database = try PostgreSQLEditionDatabase(url: "postgres://ann:secret@127.0.0.1:1/films")
    let error = await #expect(throws: BoxOfficeError.self) { _ = try await database.editions(of: provider) }
    #expect(error?.code == EditionDatabaseError.failed)
    #expect(error?.message.contains("check that the server runs") == true)
    #expect("\(error!)".contains("secret") == false)
  }
}
