import Domain
import Fixtures
import Testing

@testable import CloudPlatform

@Suite("Database URLs")
struct PostgreSQLURLTests {
  @Test("Every option of libpq passes through, and ours stand behind those of the URL")
  func options() throws {
    let url = try PostgreSQLURL(
      "postgres://ann:p%40ss@db.example.org:5433/films?sslmode=verify-full&sslrootcert=/etc/db.crt&connect_timeout=9"
        + "&options=-c%20geqo%3Doff")
    #expect(url["user"] == "ann")
    #expect(url["password"] == "p@ss")
    #expect(url["sslmode"] == "verify-full")
    #expect(url["sslrootcert"] == "/etc/db.crt")
    #expect(url["options"] == "-c geqo=off")
    let made = url.connectionOptions(applicationName: "worker")
    #expect(made.last { $0.keyword == "connect_timeout" }?.value == "9")
    #expect(made.last { $0.keyword == "application_name" }?.value == "worker")
    #expect(made.last { $0.keyword == "client_encoding" }?.value == "UTF8")
  }

  @Test(
    "What is shown has no password",
    arguments: [
      ("postgres://ann:secret@db.example.org:5433/films", "postgres://ann@db.example.org:5433/films"),
      ("postgresql://db/films?password=secret&user=ann", "postgres://ann@db/films"),
      ("host=db dbname=films password=secret", "postgres://db/films"),
      ("postgres://one,two/films", "postgres://one,two/films"),
    ])
  func shown(_ text: String, _ shown: String) throws {
    #expect(try PostgreSQLURL(text).description == shown)
  }

  static let faulty: [(text: String, says: String)] = [
    ("postgres://ann:secret@db/films?sslmod=require", "sslmod"),
    ("postgres://ann:secret@[::1/films", "IPv6"),
    ("postgres://ann:sec%zzret@db/films", "not well-formed"),
    ("postgres://db/films?user=ann&password=sec%zzret", "not well-formed"),
    ("host=db password=secret oops", "neither a URL"),
    ("secret", "neither a URL"),
    ("mysql://ann:secret@db/films", ""),
  ]

  @Test("What cannot be read is said without its password", arguments: faulty)
  func faults(_ row: (text: String, says: String)) async throws {
    let message = try #require(await message { _ = try PostgreSQLURL(row.text) })
    #expect(message.contains("database-url-invalid"))
    #expect(message.contains(row.says))
    #expect(!message.contains("secret") && !message.contains("zzret"))
  }
}
