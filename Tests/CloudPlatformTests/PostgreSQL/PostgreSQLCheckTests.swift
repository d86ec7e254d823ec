import Domain
import Fixtures
import Testing

@testable import CloudPlatform

@Suite("What doctor says of PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLCheckTests {
  @Test("Each check passes, or says how to mend what is wrong")
  func outcomes() throws {
    let test = try PostgreSQLUnderTest()
    let outcomes = try PostgreSQLCheck(url: test.url).run()
    func detail(_ name: String) -> String? { outcomes.first { $0.name == "PostgreSQL: \(name)" }?.detail }
    #expect(outcomes.first?.name == "PostgreSQL" && outcomes.first?.isWell == true)
    #expect(outcomes.filter { !$0.isWell }.map(\.name) == ["PostgreSQL: settings"])
    // The tests' servers are not to survive a power cut.
    #expect(detail("settings")?.contains("fsync is off") == true)
    #expect(detail("encryption") == "none, and none is needed on this machine")
    #expect(detail("rights") == "reads and writes")
    #expect(detail("clock") == "agrees with ours")
    #expect(detail("connections")?.contains("in use") == true)
  }

  @Test("A server that does not answer is the only thing that is said")
  func unreachable() throws {
    let outcomes = try PostgreSQLCheck(url: "postgres://ann:secret@127.0.0.1:1/films").run()
    #expect(outcomes.map(\.isWell) == [false])
    #expect(outcomes[0].detail.contains("check that the server runs"))
    #expect(!outcomes[0].detail.contains("secret"))
  }

  @Test("A user that may make nothing is told what to grant")
  func rights() throws {
    let test = try PostgreSQLUnderTest()
    let role = "nobody_" + PostgreSQLServer.name(of: test.url)
    try test.ask("CREATE ROLE \(role) LOGIN")
    let outcomes = try PostgreSQLCheck(
      url: test.server.url(PostgreSQLServer.name(of: test.url), user: role)
    ).run()
    let rights = outcomes.first { $0.name == "PostgreSQL: rights" }
    #expect(rights?.isWell == false)
    #expect(rights?.detail.contains("GRANT CREATE ON DATABASE") == true)
  }

  @Test("Data that would cross the network in the clear is a fault")
  func encryption() throws {
    let test = try PostgreSQLUnderTest()
    let name = PostgreSQLServer.name(of: test.url)
    let outcomes = try PostgreSQLCheck(
      url:
        "postgres://postgres@localhost:\(test.server.port)/\(name)?sslmode=verify-full&sslrootcert=\(test.server.path)/root.crt"
    ).run()
    #expect(outcomes.first { $0.name == "PostgreSQL: encryption" }?.detail.hasPrefix("TLS") == true)
  }
}
