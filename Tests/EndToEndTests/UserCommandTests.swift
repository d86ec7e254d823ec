import Fixtures
import Foundation
import Testing

@Suite("boxoffice user", .serialized, .ownThreads)
struct UserCommandTests {
  private let folder: TemporaryFolder
  private static let chosen = "a canary among passwords"

  init() throws {
    folder = try TemporaryFolder()
    try run("provider", "add", "acme", "access=authenticated")
    try run("provider", "add", "globex")
  }

  @discardableResult
  private func run(_ arguments: String..., input: String? = nil) throws -> BoxOfficeProcess.Result {
    try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")], input: input)
  }

  private func users() throws -> [[String: Any]] {
    let result = try run("user", "list", "--json")
    return try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String: Any]])
  }

  @Test("add prints a generated password and nothing else; list shows scopes and nothing of a password")
  func add() throws {
    let ana = try run("user", "add", "ana", "--reads", "globex", "--reads", "acme")
    #expect(ana.status == 0 && ana.talk.contains("ana may acme:read, globex:read"), "\(ana)")
    #expect(ana.output.wholeMatch(of: /([a-z2-7]{5}-){5}[a-z2-7]\n/) != nil, "\(ana)")
    let bob = try run("user", "add", "bob@example.org", "--reads-all", "--password-stdin", input: Self.chosen + "\n")
    #expect(bob.status == 0 && bob.output.isEmpty, "\(bob)")
    #expect(try users().map { $0["scopes"] as? [String] } == [["acme:read", "globex:read"], ["*:read"]])
    for text in [try run("user", "list").output, try run("user", "list", "--json").output, bob.talk] {
      #expect(!text.contains("scrypt") && !text.contains("canary"), "\(text)")
    }
  }

  @Test("what is wrong ends with status 64, says what is right, and changes nothing")
  func wrong() throws {
    try run("user", "add", "ana", "--reads", "acme")
    for (arguments, hint) in [
      (["add", "ana", "--reads", "acme"], "boxoffice user rotate ana"), (["add", "bob"], "--reads PROVIDER"),
      (["add", "bob", "--reads", "acm"], "Did you mean acme?"), (["add", "b:b", "--reads", "acme"], "a user name:"),
      (["add", "bob", "--reads", "acme", "--reads-all"], "--reads PROVIDER"),
      (["add", "bob", "--reads", "acme", "--password", "secret"], "--password-stdin"),
      (["remove", "anna"], "Did you mean ana?"), (["rotate", "anna"], "Did you mean ana?"),
    ] {
      let result = try BoxOfficeProcess.run(["user"] + arguments + ["--data-dir", folder("var")])
      #expect(result.status == 64 && result.talk.contains(hint), "\(arguments): \(result)")
    }
    for input in ["", "short\n", "\n"] {
      let result = try run("user", "add", "bob", "--reads", "acme", "--password-stdin", input: input)
      #expect(result.status == 64 && result.talk.contains("15 to 1024 bytes"), "\(result)")
    }
    #expect(try users().count == 1)
  }

  @Test("an edge's own list has users with generated passwords, until they are removed or choose one")
  func edge() throws {
    let list = try KeyValueStoreServer()
    let environment = list.environment.merging(["BOXOFFICE_EDGE_READERS": KeyValueStoreServer.arn]) { $1 }
    func run(_ arguments: String..., input: String? = nil) throws -> BoxOfficeProcess.Result {
      try BoxOfficeProcess.run(
        ["user"] + arguments + ["--data-dir", folder("var")], environment: environment, input: input)
    }
    let added = try run("add", "ana", "--reads", "acme")
    let first = try #require(list.entries["user:ana"])
    #expect(added.status == 0 && first.contains("\"scopes\":[\"acme:read\"]"), "\(added)")
    #expect(!first.contains(added.output.dropLast()))
    #expect(try run("rotate", "ana").status == 0)
    let second = try #require(list.entries["user:ana"])
    #expect(second != first && second.contains("\"scopes\":[\"acme:read\"]"))
    // What a person chose is never hashed quickly, and what was there before holds no longer.
    let chosen = try run("rotate", "ana", "--password-stdin", input: Self.chosen + "\n")
    #expect(chosen.status == 0 && chosen.talk.contains("/auth/token"), "\(chosen)")
    #expect(list.entries.isEmpty)
    #expect(try run("add", "bob", "--reads", "acme", "--password-stdin", input: Self.chosen + "\n").status == 0)
    #expect(list.entries.isEmpty)
    #expect(try run("rotate", "bob").status == 0 && list.entries.keys.sorted() == ["user:bob"])
    #expect(try run("remove", "bob").status == 0 && list.entries.isEmpty)
    #expect(try run("remove", "bob").status == 64)
    // Whoever is on the edge's list alone is removed there, which also is how a removal is finished that was cut off.
    #expect(try run("rotate", "ana").status == 0)
    try self.run("user", "remove", "ana")
    let edgeOnly = try run("remove", "ana")
    #expect(edgeOnly.status == 0 && edgeOnly.talk.contains("edge alone") && list.entries.isEmpty, "\(edgeOnly)")
  }

  @Test("what the edge's list refuses is told, and nothing is hidden by it: the user is removed from neither list then")
  func edgeRefuses() throws {
    let list = try KeyValueStoreServer(refusing: ["GET": 403])
    let environment = list.environment.merging(["BOXOFFICE_EDGE_READERS": KeyValueStoreServer.arn]) { $1 }
    try run("user", "add", "ana", "--reads", "acme")
    for arguments in [["remove", "ana"], ["rotate", "ana"], ["add", "bob", "--reads", "acme"]] {
      let result = try BoxOfficeProcess.run(
        ["user"] + arguments + ["--data-dir", folder("var")], environment: environment)
      #expect(result.status == 70 && result.talk.contains("403: refused"), "\(result)")
      #expect(result.output.isEmpty)
      if arguments[0] != "remove" { #expect(result.talk.contains("boxoffice user rotate \(arguments[1])")) }
    }
    #expect(try users().count == 2)
    let wrong = try BoxOfficeProcess.run(
      ["user", "remove", "ana", "--data-dir", folder("var")], environment: ["BOXOFFICE_EDGE_READERS": "readers"])
    #expect(wrong.status != 0 && wrong.talk.contains("edgeReaders"), "\(wrong)")
    #expect(try users().count == 2)
  }

  @Test("the API takes the password within its lease, and no longer takes it after rotate and after remove")
  func served() async throws {
    let zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    try run("ingest", zip, "--provider", "acme")
    let first = try run("user", "add", "ana", "--reads", "acme").output.dropLast()
    let ports = try freePorts()
    let server = try BoxOfficeProcess([
      "serve", "--data-dir", folder("var"), "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
    ])
    // URLSession never returns from a 401 that names a scheme.
    func status(_ password: Substring?) -> Int? {
      let credential = password.map { "Basic " + Data("ana:\($0)".utf8).base64EncodedString() }
      let headers = credential.map { ["Authorization": $0] } ?? [:]
      return try? HTTPReader(port: ports.api).get("/v1/acme/years", headers: headers).status
    }
    #expect(try await eventually { status(first) == 200 }, "\(server.said)")
    #expect(status(nil) == 401)
    let second = try run("user", "rotate", "ana").output.dropLast()
    #expect(second != first)
    #expect(try await eventually { status(first) == 401 })
    #expect(status(second) == 200)
    try run("user", "remove", "ana")
    #expect(try await eventually { status(second) == 401 })
    try run("provider", "unset", "acme", "access")
    #expect(try await eventually { status(nil) == 200 })
    server.kill(SIGTERM)
    let result = server.wait()
    #expect(result.status == 0)
    for password in [first, second] { #expect(!result.talk.contains(password)) }
  }
}
