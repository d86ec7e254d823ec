import Fixtures
import Foundation
import Testing

/// Marks are planted where secrets and people are, and looked for wherever the program says anything.
@Suite("No secret, no credential and no person's vote ever comes out", .serialized, .ownThreads)
struct CanaryTests {
  private static let mark = "canary7d3f"

  /// A vote that can be told from any other: its user, and the second it was cast in.
  private static let user = "987650123"
  private static let second = "1234567891"

  /// Where a mark was found: with a little of what stands around it.
  private static func found(_ marks: [String], in text: String) -> [String] {
    marks.compactMap { mark in
      text.range(of: mark).map { range in
        let start = text.index(range.lowerBound, offsetBy: -80, limitedBy: text.startIndex) ?? text.startIndex
        let end = text.index(range.upperBound, offsetBy: 80, limitedBy: text.endIndex) ?? text.endIndex
        return String(text[start..<end])
      }
    }
  }

  /// The small delivery with votes that must not be seen: one that counts, and one wrong in each way.
  private static var delivery: FixtureDelivery {
    var delivery = FixtureDelivery.small
    // Enough good ones that the bad are below the limit of 1 %.
    for index in 0..<2_000 { delivery.ratings += "\(index + 10),1,4.0,\(1_100_000_000 + index)\n" }
    delivery.ratings += """
      \(user),2,4.5,\(second)
      \(user),2,9.5,1262304001
      \(mark)@example.com,1,4.0,1262304002
      \(user),1,4.0
      \(user),1,4.0,1262304003,\(mark)
      "\(user)"\(mark),1,4.0,1262304004\n
      """
    return delivery
  }

  /// Every path that a link leads to, from the start of the API on.
  private static func crawl(_ api: String, headers: [String: String]) async throws -> [String: HTTPClient.Answer] {
    var answers: [String: HTTPClient.Answer] = [:]
    var waiting = ["/", "/openapi.json", "/v1/default"]
    for resource in ["companies", "genres", "years", "movies", "genres/years", "genres/most-popular", "editions"] {
      waiting += ["", ".csv", ".ndjson"].map { "/v1/default/\(resource)\($0)" }
    }
    for path in ["companies/7", "companies/7/years", "companies/7/genres", "companies/years", "genres/18", "movies/11"]
    {
      waiting += ["/v1/default/\(path)", "/v1/default/@1/\(path).csv"]
    }
    waiting += ["/v1/default/editions/1", "/v1/default/editions/1/report", "/v1/default/editions/1/diff/1"]
    waiting += ["/v1/default/editions/1/report.csv", "/v1/nobody", "/v1/default/movies/4711"]
    while let path = waiting.popLast() {
      guard answers[path] == nil else { continue }
      let answer = try await HTTPClient.get(api + path, headers: headers)
      answers[path] = answer
      for match in answer.text.matches(of: /"(\/v1\/default[^"]*)"/) { waiting.append(String(match.1)) }
    }
    return answers
  }

  @Test("What clients send and what the environment holds is in no log, metric, report, message or answer")
  func wholeLife() async throws {
    // Given a program with secrets in its environment that logs everything,
    let edgeSecret = "\(Self.mark)-shown-by-the-edge"
    let folder = try TemporaryFolder()
    let ports = try freePorts()
    let api = "http://127.0.0.1:\(ports.api)"
    let server = try BoxOfficeProcess(
      [
        "run", "--data-dir", folder("var"), "--settle", "0", "--port", "\(ports.api)", "--admin-port",
        "\(ports.admin)", "--log-level", "trace",
      ],
      environment: [
        "BOXOFFICE_SCAN_INTERVAL": "200ms", "AWS_SECRET_ACCESS_KEY": "\(Self.mark)-aws",
        "AWS_SESSION_TOKEN": "\(Self.mark)-session", "PGPASSWORD": "\(Self.mark)-pg",
        "BOXOFFICE_EDGE_SECRET": edgeSecret, "BOXOFFICE_EDGE_TOKEN_AUDIENCE": "films",
        "BOXOFFICE_EDGE_TOKEN_KEY": "k1:\(Self.mark)" + String(repeating: "0", count: 54),
      ])
    let inbox = folder("var/watchfolder/default")
    #expect(try await eventually { FileManager.default.fileExists(atPath: inbox) })
    // when a delivery with votes is taken
    try Self.delivery.zip().write(to: URL(fileURLWithPath: inbox + "/part"))
    try FileManager.default.moveItem(atPath: inbox + "/part", toPath: inbox + "/data.zip")
    #expect(
      try await eventually { (try? await HTTPClient.get(api + "/v1/default"))?.status == 200 }, "\(server.said)")
    // and clients send credentials, where they belong and where they do not,
    let basic = Data("somebody:\(Self.mark)".utf8).base64EncodedString()
    var answers = try await Self.crawl(api, headers: ["Authorization": "Basic \(basic)"])
    for (name, value) in [
      ("Authorization", "Bearer \(Self.mark)"), ("Cookie", "session=\(Self.mark)"), ("X-Api-Key", Self.mark),
      ("Proxy-Authorization", "Basic \(basic)"), ("If-None-Match", "\"\(Self.mark)\""),
      ("X-Boxoffice-Edge", edgeSecret), ("X-Boxoffice-Edge", "\(edgeSecret)-not"),
    ] {
      for path in ["/v1/default/years", "/v1/nobody", "/auth?provider=default", "/auth/token?provider=default"] {
        answers["\(path) \(name): \(value)"] = try await HTTPClient.get(api + path, headers: [name: value])
      }
    }
    for query in ["token=\(Self.mark)", "from=1&access_token=\(Self.mark)", Self.mark, "api_key=\(Self.mark)&from=x"] {
      let answer = try await HTTPClient.get("\(api)/v1/default/years?\(query)")
      #expect(answer.status == 400)
      // It may tell the client what the client has sent; nobody keeps that.
      #expect(answer.headers["cache-control"] == "no-store")
    }
    let metrics = try await HTTPClient.get("http://127.0.0.1:\(ports.admin)/metrics").text
    server.kill(SIGTERM)
    #expect(server.wait().status == 0)
    // then no mark is in any answer,
    let marks = [Self.mark, Self.user, Self.second, basic]
    #expect(answers.count > 50)
    for (path, answer) in answers {
      let headers = answer.headers.map { "\($0.key): \($0.value)" }.joined(separator: "\n")
      #expect(Self.found(marks, in: answer.text + headers) == [], "\(path)")
    }
    // in the log of everything, and in the metrics,
    #expect(server.said.contains("request answered"))
    #expect(Self.found(marks, in: server.said) == [])
    #expect(Self.found(marks, in: metrics) == [])
    // nor in any file but the kept delivery and the provider's own rejected records, in which the search finds them.
    let holding = try Self.filesHolding(marks, below: folder("var"))
    let names = Set(holding.compactMap { $0.split(separator: "/").last })
    #expect(names == ["data.zip", "ratings.csv.gz", "rejected-ratings.csv"], "\(holding)")
  }

  @Test(
    "A secret that cannot be used is named and not shown",
    arguments: [
      ["BOXOFFICE_EDGE_SECRET": "canary7d3f"],
      ["BOXOFFICE_EDGE_TOKEN_KEY": "k1:canary7d3f", "BOXOFFICE_EDGE_TOKEN_AUDIENCE": "films"],
      ["BOXOFFICE_EDGE_TOKEN_KEY": "k1:canary7d3f000000000000000000000000000000000000000000000000000000"],
    ])
  func unusable(environment: [String: String]) throws {
    let folder = try TemporaryFolder()
    let result = try BoxOfficeProcess.run(
      ["serve", "--data-dir", folder("var"), "--log-level", "trace"], environment: environment)
    let said = result.output + result.talk
    #expect(result.status == 64)
    #expect(said.contains(environment["BOXOFFICE_EDGE_SECRET"] == nil ? "edgeTokenKey" : "edgeSecret"))
    #expect(Self.found([Self.mark], in: said) == [])
  }

  @Test(
    "A password in an address of an engine is in no message, whatever goes wrong",
    arguments: [
      ["--database", "postgres://user:canary7d3f@127.0.0.1:1/db"],
      ["--database", "postgres://user@127.0.0.1:1/db?password=canary7d3f&connect_timeout=1"],
      ["--database", "postgres://user:canary7d3f@127.0.0.1:1/db?nonsense=1"],
      ["--database", "mysql://user:canary7d3f@127.0.0.1/db"],
      ["--database", "mysql://127.0.0.1/db?password=canary7d3f"],
      ["--store", "s3://bucket/prefix"],
    ])
  func addresses(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    // A bucket that does not answer is asked again for the better part of a minute by `doctor`.
    for command in arguments[0] == "--store" ? [["editions"]] : [["doctor"], ["editions"]] {
      let result = try BoxOfficeProcess.run(
        command + arguments + ["--data-dir", folder("var"), "--log-level", "trace"],
        environment: [
          "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "key",
          "AWS_SECRET_ACCESS_KEY": Self.mark, "AWS_SESSION_TOKEN": Self.mark, "AWS_EC2_METADATA_DISABLED": "true",
        ])
      #expect(result.status != 0, "\(command)")
      #expect(!(result.output + result.talk).isEmpty)
      #expect(Self.found([Self.mark], in: result.output + result.talk) == [], "\(command)")
    }
  }

  private static func filesHolding(_ marks: [String], below path: String) throws -> [String] {
    guard let files = FileManager.default.enumerator(atPath: path) else { return [] }
    var holding: [String] = []
    for case let file as String in files {
      guard let data = FileManager.default.contents(atPath: path + "/" + file) else { continue }
      // The fixture's delivery is not compressed, nor are therefore the tables that are copied out of it.
      if marks.contains(where: { data.range(of: Data($0.utf8)) != nil }) { holding.append(file) }
    }
    return holding
  }
}
