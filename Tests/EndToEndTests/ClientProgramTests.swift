import Fixtures
import Foundation
import Testing

@Suite("Programs that people use find nothing wrong, and ask again only for what has changed", .serialized, .ownThreads)
struct ClientProgramTests {
  private let folder: TemporaryFolder
  private let api: String
  private let admin: String
  private let server: BoxOfficeProcess

  /// A server with two editions.
  init() async throws {
    folder = try TemporaryFolder()
    let ports = try freePorts()
    api = "http://127.0.0.1:\(ports.api)"
    admin = "http://127.0.0.1:\(ports.admin)"
    var next = FixtureDelivery.small
    next.ratings += "4,1,4.0,1000000000\n"
    for (name, delivery) in [("a.zip", FixtureDelivery.small), ("b.zip", next)] {
      let zip = try folder.write(delivery.zip(), to: name)
      #expect(try BoxOfficeProcess.run(["ingest", zip, "--data-dir", folder("var")]).status == 0)
    }
    server = try BoxOfficeProcess(
      [
        "serve", "--data-dir", folder("var"), "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
        "--log-level", "warning",
      ],
      // Thousands of requests of one client.
      environment: ["BOXOFFICE_API_RATE_LIMIT": "none"])
    let api = api
    #expect(try await eventually { (try? await HTTPClient.get(api + "/v1/default"))?.status == 200 }, "\(server.said)")
  }

  @Test(
    "schemathesis, from the API's own description: thousands of right and wrong requests, nothing found",
    .enabled(if: PythonTools.isWanted("schemathesis"), "schemathesis is not installed: scripts/test"))
  func conformance() throws {
    guard let python = PythonTools.interpreter(with: "schemathesis") else {
      throw TestServerProgram.Failure("schemathesis is not installed: scripts/test does that")
    }
    let hooks = Documentation.root.path + "/Tests/Clients/schemathesis_hooks.py"
    let result = try PythonTools.run(
      python,
      [
        "-m", "schemathesis.cli", "--no-color", "run", "\(api)/openapi.json", "--max-examples", "10", "--seed", "2026",
        "--continue-on-failure", "--checks", "all",
      ], environment: ["SCHEMATHESIS_HOOKS": hooks], in: folder.path)
    #expect(result.status == 0, "\(result.output.suffix(6_000))")
    #expect(result.output.contains("Tested: "), "\(result.output)")
    #expect(server.said == "")
  }

  /// 304s that the server has given.
  private func unchangedCount() async throws -> Int {
    let text = try await HTTPClient.get(admin + "/metrics").text
    let pattern = /boxoffice_http_requests_total\{resource="companies",status="304"\} (\d+)/
    return try text.firstMatch(of: pattern).map { try #require(Int($0.1)) } ?? 0
  }

  @Test("curl, with the tag it was given and with the time of its file")
  func curl() async throws {
    func status(_ arguments: String...) throws -> String {
      try PythonTools.run(
        "/usr/bin/curl", ["--silent", "--output", folder("body"), "--write-out", "%{http_code}"] + arguments
      ).output
    }
    let companies = "\(api)/v1/default/companies"
    #expect(try status("--etag-save", folder("etag"), "--remote-time", companies) == "200")
    #expect(try status("--etag-compare", folder("etag"), companies) == "304")
    #expect(try status("--time-cond", folder("body"), companies) == "304")
    #expect(try await unchangedCount() == 2)
    #expect(try status("--etag-compare", folder("etag"), "\(api)/v1/default/genres") == "200")
  }

  @Test(
    "Python's requests with a cache",
    .enabled(if: PythonTools.isWanted("cachecontrol"), "cachecontrol is not installed: scripts/test"))
  func python() async throws {
    let current = try PythonTools.run("python_cache.py", ["\(api)/v1/default/companies"], with: "cachecontrol")
    let lines = current.output.split(separator: "\n").map { $0.split(separator: " ") }
    #expect(lines.map { $0.prefix(2).joined(separator: " ") } == ["200 server", "200 cache"], "\(current.output)")
    #expect(lines.first?.last == lines.last?.last)
    // It had asked whether that is still so.
    #expect(try await unchangedCount() == 1)
    // Of a pinned answer it does not even ask.
    let pinned = try PythonTools.run("python_cache.py", ["\(api)/v1/default/@1/companies"], with: "cachecontrol")
    #expect(pinned.output.contains("200 cache"), "\(pinned.output)")
    #expect(try await unchangedCount() == 1)
  }

  @Test(
    "A browser",
    .enabled(
      if: PythonTools.isWanted("playwright") && TestServerProgram.isWanted("chromium"),
      "chromium or playwright is not installed: scripts/test"))
  func browser() async throws {
    guard let chromium = TestServerProgram.path(of: "chromium") else {
      throw TestServerProgram.Failure("chromium is not installed: scripts/setup --tests does that")
    }
    func statuses(_ path: String) throws -> [String] {
      let result = try PythonTools.run(
        "browser.py", [chromium, "\(api)/openapi.json", "\(api)\(path)"], with: "playwright")
      #expect(result.status == 0, "\(result.output)")
      return result.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }
    // What went over the wire, and what the page saw.
    #expect(try statuses("/v1/default/companies") == ["200 200", "304 200"])
    #expect(try await unchangedCount() == 1)
    #expect(try statuses("/v1/default/@1/companies") == ["200 200", "- 200"])
  }
}
