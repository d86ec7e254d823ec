import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

@Suite("boxoffice provider", .serialized, .ownThreads)
struct ProviderCommandTests {
  private let folder: TemporaryFolder
  private let zip: String

  init() throws {
    folder = try TemporaryFolder()
    zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> BoxOfficeProcess.Result {
    try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")])
  }

  private func json(_ arguments: String...) throws -> Any {
    let result = try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")])
    #expect(result.status == 0 && result.talk.isEmpty, "\(result.talk)")
    return try JSONSerialization.jsonObject(with: Data(result.output.utf8))
  }

  private func list() throws -> [[String: Any]] {
    try #require(try json("provider", "list", "--json") as? [[String: Any]])
  }

  @Test("add prints where to upload to, once more changes nothing, and other settings are refused")
  func add() throws {
    let result = try run("provider", "add", "acme", "settle=30m", "rhythm=monthly", "rhythm.day=5")
    #expect(result.status == 0 && result.output.hasSuffix("/var/watchfolder/acme/data.zip\n"), "\(result)")
    for settings in [[], ["settle=30m"]] {
      let again = try BoxOfficeProcess.run(["provider", "add", "acme", "--data-dir", folder("var")] + settings)
      #expect(again.status == 0 && again.talk.contains("is there already"), "\(again)")
    }
    let other = try run("provider", "add", "acme", "settle=31m")
    #expect(other.status == 64 && other.talk.contains("`boxoffice provider set acme …`"), "\(other)")
    // A misspelt setting adds nobody.
    #expect(try run("provider", "add", "globex", "setle=30m").status == 64)
    #expect(try list().map { $0["provider"] as? String } == ["acme"])
  }

  @Test("set, unset and show agree; the digest that is shown is the one in the next manifest")
  func settings() async throws {
    try run("provider", "add", "acme")
    #expect(try run("provider", "set", "acme", "title=Acme Films", "tolerance.quarantined=0.5%").status == 0)
    #expect(try run("provider", "set", "acme", "severity.name-differs=error", "settle=2h").status == 0)
    #expect(try run("provider", "unset", "acme", "title").status == 0)
    let text = try run("provider", "show", "acme").output
    for line in [
      "settings, revision 3, changed ", "  title = none (default)\n", "  settle = 2h\n",
      "  tolerance.quarantined = 0.5%\n", "  severity.name-differs = error\n", "  retention.keep = 24 (default)\n",
    ] { #expect(text.contains(line), "\(line) in \(text)") }
    let shown = try #require(try json("provider", "show", "acme", "--json", "--history") as? [String: Any])
    #expect((shown["history"] as? [Any])?.count == 3)
    let digest = try #require(shown["settingsDigest"] as? String)
    try run("ingest", zip, "--provider", "acme")
    let store = SeederWatchfolder(store: try FolderObjectStore(folder: folder("var/seeder")))
    let record = try #require(try await store.records(of: ProviderID("acme")!).first)
    #expect(try await store.manifest(of: record.delivery, ProviderID("acme")!)?.settings.hex == digest)
  }

  @Test(
    "wrong settings end with status 64, say what is right, and change nothing",
    arguments: [
      (["set", "acme", "setle=1m"], "did you mean settle?"), (["set", "acme", "settle"], "write KEY=VALUE"),
      (["set", "acme", "settle=1m", "retention.keep=0"], "a whole number from 1"),
      (["set", "acme", "rhythm.day=5"], "set rhythm=monthly too"),
      (["set", "acme", "severity.not-a-zip=info"], "error alone"),
      (["set", "acme", "contacts.webhooks=http://films.example/"], "http:// only for localhost"),
      (["set", "acme"], "Missing expected argument"), (["unset", "acme", "colour"], "there is no setting colour"),
      (["set", "acne", "settle=1m"], "Did you mean acme?"), (["show", "globex"], "there is no provider globex"),
    ] as [([String], String)])
  func refusals(arguments: [String], says: String) throws {
    try run("provider", "add", "acme", "settle=9m")
    let result = try BoxOfficeProcess.run(["provider"] + arguments + ["--data-dir", folder("var")])
    #expect(result.status == 64 && result.talk.contains(says) && result.output.isEmpty, "\(result)")
    #expect(try run("provider", "show", "acme").output.contains("settings, revision 1,"))
  }

  @Test("in production a settle time under five minutes is refused here too")
  func production() throws {
    try run("provider", "add", "acme")
    let result = try BoxOfficeProcess.run(
      ["provider", "set", "acme", "settle=4m", "--data-dir", folder("var")],
      environment: ["BOXOFFICE_ENVIRONMENT": "production"])
    #expect(result.status == 64 && result.talk.contains("at least 5m"), "\(result)")
  }

  @Test("of operators who set at once from the same revision one succeeds, and the others are told")
  func twoOperators() throws {
    try run("provider", "add", "acme", "settle=1m")
    for round in 1...3 {
      let operators = try (1...4).map { number in
        try BoxOfficeProcess([
          "provider", "set", "acme", "settle=\(round * 10 + number)m", "--if-revision", "\(round)", "--data-dir",
          folder("var"),
        ])
      }
      let results = operators.map { $0.wait() }
      #expect(results.map(\.status).sorted() == [0, 70, 70, 70])
      for result in results where result.status != 0 {
        #expect(
          result.talk.contains("settings-changed") && result.talk.contains("provider show acme"), "\(result.talk)")
      }
      let winner = try #require(results.firstIndex { $0.status == 0 })
      #expect(try run("provider", "show", "acme").output.contains("settle = \(round * 10 + winner + 1)m\n"))
    }
  }

  @Test("remove wants to know what becomes of the data, and a number is never used again")
  func remove() throws {
    try run("ingest", zip, "--provider", "acme")
    try run("provider", "add", "globex")
    // Who has nothing is removed without further questions.
    #expect(try run("provider", "remove", "globex").status == 0)
    let undecided = try run("provider", "remove", "acme")
    #expect(undecided.status == 64 && undecided.talk.contains("say --keep-data or --delete-data"), "\(undecided)")
    let unasked = try run("provider", "remove", "acme", "--delete-data")
    #expect(unasked.status == 64 && unasked.talk.contains("--yes"), "\(unasked)")
    #expect(try run("provider", "remove", "acme", "--keep-data", "--delete-data").status == 64)
    #expect(try run("provider", "remove", "acme", "--keep-data", "--yes").status == 64)
    #expect(try list().map { $0["edition"] as? Int } == [1])

    #expect(try run("provider", "remove", "acme", "--keep-data").status == 0)
    #expect(try list().isEmpty)
    #expect(try run("provider", "list", "--all").output.hasPrefix("acme  removed  no edition  last delivery "))
    // Nobody brings it back by the way.
    for command in [["ingest", zip], ["editions"], ["prune"]] {
      let result = try BoxOfficeProcess.run(command + ["--provider", "acme", "--data-dir", folder("var")])
      #expect(result.status == 64 && result.talk.contains("`boxoffice provider add acme` adds it again"), "\(result)")
    }
    #expect(try run("provider", "add", "acme").status == 0)
    #expect(try run("editions", "--provider", "acme").output.hasPrefix("* 1  "))

    #expect(try run("provider", "remove", "acme", "--delete-data", "--yes").status == 0)
    // Finished already: once more does no harm.
    #expect(try run("provider", "remove", "acme", "--delete-data", "--yes").status == 0)
    #expect(!FileManager.default.fileExists(atPath: folder("var/watchfolder/acme")))
    #expect(try run("provider", "add", "acme").status == 0)
    #expect(try run("ingest", zip, "--provider", "acme").output == "2\n")
    #expect(try run("provider", "remove", "nobody").talk.contains("there is no provider nobody"))
  }

  @Test("list shows what is current, what came last, what waits and what is overdue; one that is broken hides nobody")
  func listing() async throws {
    try run("provider", "add", "acme", "title=Acme Films", "rhythm=monthly", "rhythm.day=5")
    try run("ingest", zip, "--provider", "acme")
    try run("ingest", try folder.write(Data("no zip".utf8), to: "bad.zip"), "--provider", "acme")
    try run("provider", "add", "broken")
    try FileManager.default.createDirectory(
      atPath: folder("var/watchfolder/broken/data.zip"), withIntermediateDirectories: true)
    // Given somebody who is late: the rhythm was set a year ago.
    try run("provider", "add", "late")
    var settings = ProviderSettings()
    settings.rhythm = DeliveryRhythm(day: 1, since: Timestamp.now().adding(.seconds(-366 * 86_400)))
    try await SeederWatchfolder(store: try FolderObjectStore(folder: folder("var/seeder")))
      .write(settings, of: ProviderID("late")!)
    try folder.write(Data("waits".utf8), to: "var/watchfolder/late/data.zip")

    let lines = try run("provider", "list").output.split(separator: "\n").map(String.init)
    #expect(lines.count == 3)
    #expect(lines[0].hasPrefix("acme  edition 1  last delivery ") && lines[0].contains(", rejected  next due "))
    #expect(lines[1].hasPrefix("broken  no edition  no delivery yet") && lines[1].contains("FAULT: "))
    #expect(lines[2].contains("data.zip of 5 bytes waits  OVERDUE since "), "\(lines[2])")
    let rows = try list()
    #expect(rows[0]["title"] as? String == "Acme Films" && rows[0]["edition"] as? Int == 1)
    #expect((rows[0]["lastDelivery"] as? [String: Any])?["state"] as? String == "rejected")
    #expect((rows[1]["faults"] as? [String])?.first?.contains("upload-not-a-file") == true)
    let overdue = (rows[2]["rhythm"] as? [String: Any])?["overdue"] as? [String: Any]
    #expect((overdue?["missed"] as? Int ?? 0) >= 11)
    #expect((rows[2]["waiting"] as? [String: Any])?["uploadBytes"] as? Int == 5)
  }
}
