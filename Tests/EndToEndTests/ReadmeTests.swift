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

  @Test("answers of the API are those of the first edition of the sample")
  func answers() async throws {
    let server = try await served(try sample(month: 0))
    let block = try #require(blocks.first { $0[0].hasPrefix("$ curl ") })
    let commands = block.split(separator: "").filter { !$0.isEmpty }
    #expect(commands.count == 3)
    for command in commands {
      let url = try #require(command.first).split(separator: "'")[1]
      let address = url.replacingOccurrences(of: "http://127.0.0.1:8080", with: server.api)
      // The lines of CSV end with CR LF, of which a page shows nothing.
      let answer = try await HTTPClient.get(address).text.split(whereSeparator: \.isNewline)
      #expect(answer.map(String.init) == Array(command.dropFirst()), "\(url)")
    }
  }

  @Test("what it shows of a check and of a message is in them, in that order")
  func excerpts() throws {
    let first = try sample(month: 0)
    let check = try #require(blocks.first { $0[0].hasPrefix("$ boxoffice check ") })
    #expect(try missing(check.dropFirst(), in: BoxOfficeProcess.run(["check", first]).output) == nil)

    try ingest(first)
    try ingest(try sample(month: 1))
    let message = try #require(blocks.first { $0[0] == "# Edition 2 is published" })
    let notifications = folder("var/watchfolder/default/notifications")
    let newest = try #require(
      try FileManager.default.contentsOfDirectory(atPath: notifications).filter { $0.contains("-published-") }.max())
    let text = try String(contentsOfFile: notifications + "/" + newest, encoding: .utf8)
    #expect(missing(message[...], in: text) == nil)
  }

  private func sample(month: Int) throws -> String {
    let zip = folder("sample-\(month).zip")
    let result = try BoxOfficeProcess.run(["sample", "--month", "\(month)", "--out", zip])
    try #require(result.status == 0, "\(result)")
    return zip
  }

  private func ingest(_ zip: String) throws {
    let result = try BoxOfficeProcess.run(["ingest", zip, "--data-dir", folder("var")])
    try #require(result.status == 0, "\(result)")
  }

  private func served(_ zip: String) async throws -> (process: BoxOfficeProcess, api: String) {
    try ingest(zip)
    let ports = try freePorts()
    let process = try BoxOfficeProcess([
      "serve", "--data-dir", folder("var"), "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
    ])
    let api = "http://127.0.0.1:\(ports.api)"
    #expect(try await eventually { (try? await HTTPClient.get(api + "/v1/default"))?.status == 200 }, "\(process.said)")
    return (process, api)
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
