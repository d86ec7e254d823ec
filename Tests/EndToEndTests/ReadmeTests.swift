import Fixtures
import Foundation
import Testing

/// Whoever tries what README shows must see the same: answers, a check and a message, all of the sample delivery.
@Suite("README shows what the program says", .ownThreads)
struct ReadmeTests {
  private let folder: TemporaryFolder
  /// The lines of each block of code.
  private let blocks: [[String]]

  init() throws {
    folder = try TemporaryFolder()
    let text = try String(contentsOf: Documentation.root.appendingPathComponent("README.md"), encoding: .utf8)
    let parts = text.components(separatedBy: "```\n")
    blocks = stride(from: 1, to: parts.count, by: 2).map { parts[$0].components(separatedBy: "\n") }
  }

  @Test("a check and answers of the sample delivery, then the message about the one a month later")
  func outputs() async throws {
    let (sample, next) = (folder("sample.zip"), folder("next.zip"))
    try run("sample", "--out", sample)
    let check = try #require(blocks.first { $0[0].hasPrefix("$ boxoffice check ") })
    #expect(try missing(check.dropFirst(), in: run("check", sample)) == nil)

    try run("ingest", sample, "--data-dir", folder("var"))
    let questions = try #require(blocks.first { $0[0].hasPrefix("$ curl ") })
    try await expectAnswers(questions.split(separator: "").filter { !$0.isEmpty })

    try run("sample", "--month", "1", "--out", next)
    try run("ingest", next, "--data-dir", folder("var"))
    let message = try #require(blocks.first { $0[0] == "# Edition 2 is published" })
    let notifications = folder("var/watchfolder/default/notifications")
    let newest = try #require(
      try FileManager.default.contentsOfDirectory(atPath: notifications).filter { $0.contains("-published-") }.max())
    let text = try String(contentsOfFile: notifications + "/" + newest, encoding: .utf8)
    #expect(missing(message[...], in: text) == nil)
  }

  /// Each command is a line with the question, and the lines of its answer.
  private func expectAnswers(_ commands: [ArraySlice<String>]) async throws {
    #expect(commands.count == 3)
    let ports = try freePorts()
    let server = try BoxOfficeProcess([
      "serve", "--data-dir", folder("var"), "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
    ])
    let api = "http://127.0.0.1:\(ports.api)"
    #expect(try await eventually { (try? await HTTPClient.get(api + "/v1/default"))?.status == 200 }, "\(server.said)")
    for command in commands {
      let url = try #require(command.first).split(separator: "'")[1]
      let address = url.replacingOccurrences(of: "http://127.0.0.1:8080", with: api)
      // The lines of CSV end with CR LF, of which a page shows nothing.
      let answer = try await HTTPClient.get(address).text.split(whereSeparator: \.isNewline)
      #expect(answer.map(String.init) == Array(command.dropFirst()), "\(url)")
    }
    server.kill(SIGTERM)
    #expect(server.wait().status == 0, "\(server.said)")
  }

  /// What the program says; it must succeed.
  @discardableResult
  private func run(_ arguments: String...) throws -> String {
    let result = try BoxOfficeProcess.run(arguments)
    try #require(result.status == 0, "\(result)")
    return result.output
  }

  /// The first of the lines that `output` does not have behind those before it; `…` stands for any lines.
  private func missing(_ lines: ArraySlice<String>, in output: String) -> String? {
    var rest = output.components(separatedBy: "\n")[...]
    for line in lines where !line.isEmpty && line != "…" {
      guard let place = rest.firstIndex(of: line) else { return line }
      rest = rest[(place + 1)...]
    }
    return nil
  }
}
