import Domain
import Fixtures
import Foundation
import Testing

@Suite("The commands that work on editions keep their promises", .ownThreads)
struct EditionCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) throws -> BoxOfficeProcess.Result {
    try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")])
  }

  private func json(_ result: BoxOfficeProcess.Result) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any], "\(result.talk)")
  }

  /// Makes so many editions; returns the digests of their deliveries.
  @discardableResult
  private func ingest(_ count: Int) throws -> [String] {
    try (1...count).map { number in
      var delivery = FixtureDelivery.small
      delivery.movies = delivery.movies.replacingOccurrences(of: "1000000,", with: "\(number)000000,")
      let result = try run("ingest", try folder.write(delivery.zip(), to: "\(number).zip"), "--json")
      return try #require(try json(result)["delivery"] as? String)
    }
  }

  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  // MARK: Pins and retention

  @Test("pin keeps an edition and its delivery from prune, editions shows it, unpin lets it go")
  func pin() throws {
    let deliveries = try ingest(3)
    #expect(try run("pin", "1").status == 0)
    #expect(try run("pin", "1").status == 0)
    let listing = try run("editions").output.split(separator: "\n")
    #expect(listing.last?.hasSuffix("  pinned") == true)
    #expect(listing.count { $0.hasSuffix("pinned") } == 1)
    #expect(try run("editions", "show", "1").output.contains("pinned         since 20"))

    let plan = try json(try run("prune", "--keep", "1", "--dry-run", "--json"))
    #expect((plan["editions"] as? [[String: Any]])?.map { $0["number"] as? Int } == [2])
    #expect((plan["deliveries"] as? [[String: Any]])?.map { $0["delivery"] as? String } == [deliveries[1]])
    #expect(try run("prune", "--keep", "1").output.hasPrefix("edition 2  "))
    #expect(try run("editions").output.components(separatedBy: "ready").count - 1 == 2)

    #expect(try run("unpin", "1").status == 0)
    #expect(try run("prune", "--keep", "1").output.hasPrefix("edition 1  "))
    let refused = try run("pin", "1")
    #expect(refused.status == 64)
    #expect(refused.talk.contains("edition 1 of default is pruned"))
    #expect(try run("pin", "9").status == 64)
  }

  @Test("prune --dry-run says how many bytes would go, by edition and delivery, and removes nothing")
  func dryRun() throws {
    let deliveries = try ingest(2)
    let before = try FileManager.default.subpathsOfDirectory(atPath: folder("var"))
    let plan = try json(try run("prune", "--keep", "1", "--dry-run", "--json"))
    #expect(plan["isDryRun"] as? Bool == true)
    let edition = try #require((plan["editions"] as? [[String: Any]])?.first?["bytes"] as? Int)
    #expect(edition == (try bytes(folder("var/database/default/editions/000001.sqlite"))).count)
    let delivery = try #require((plan["deliveries"] as? [[String: Any]])?.first?["bytes"] as? Int)
    let versions = try #require(plan["olderVersions"] as? [[String: Any]]).compactMap { $0["bytes"] as? Int }
    #expect(plan["bytes"] as? Int == edition + delivery + versions.reduce(0, +))
    let text = try run("prune", "--keep", "1", "--dry-run")
    #expect(text.output.contains("delivery \(deliveries[0])  "))
    #expect(text.talk.contains("would remove 1 edition, 1 delivery and "))
    #expect(try FileManager.default.subpathsOfDirectory(atPath: folder("var")) == before)
  }

  @Test("With retention.automatic each publication prunes by itself")
  func automatic() throws {
    #expect(
      try run("provider", "add", "default", "retention.keep=1", "retention.deliveryDays=30", "retention.automatic=yes")
        .status == 0)
    try ingest(3)
    #expect(try run("editions").output.components(separatedBy: "pruned").count - 1 == 2)
    // Deliveries are kept for the thirty days.
    #expect(try names(folder("var/seeder/objects/default/deliveries")).count == 3)
    #expect(try run("provider", "unset", "default", "retention.deliveryDays", "retention.automatic").status == 0)
    #expect(try run("prune").output.components(separatedBy: "delivery ").count - 1 == 2)
  }

  // MARK: Replay

  @Test("replay shows what would change, removes the shadow, and publishes only when told")
  func replay() throws {
    let deliveries = try ingest(2)
    let shown = try run("replay", "--from", String(deliveries[0].prefix(8)))
    #expect(shown.status == 0, "\(shown.talk)")
    #expect(shown.output.contains("edition 3 against edition 2:"))
    #expect(shown.output.contains("changed film 11 Alpha: budget 2,000,000 → 1,000,000 (-1,000,000)"))
    #expect(shown.output.contains("edition 3 is removed again"))
    #expect(try run("editions").output.contains("* 2  "))

    let same = try json(try run("replay", "--from", deliveries[1], "--format", "json"))
    let replay = try #require((same["replays"] as? [[String: Any]])?.first)
    #expect(replay["fate"] as? String == "removed")
    #expect((replay["diff"] as? [String: Any])?["changes"] as? Int == 0)

    let published = try run("replay", "--from", deliveries[0], "--publish")
    #expect(published.output.contains("edition 5 is published"), "\(published.output) \(published.talk)")
    #expect(try run("editions").output.contains("* 5  "))
    let messages = try names(folder("var/watchfolder/default/notifications"))
    #expect(messages.count { $0.contains("published") } == 3)
    #expect(try run("doctor").status == 0)
  }

  @Test("replay takes a range, keeps when told, and ends with status 1 when today's rules refuse one")
  func replayRange() throws {
    let deliveries = try ingest(3)
    let range = try json(
      try run("replay", "--from", deliveries[0], "--to", deliveries[2], "--against", "1", "--keep", "--format", "json"))
    let replays = try #require(range["replays"] as? [[String: Any]])
    #expect(replays.map { $0["delivery"] as? String } == deliveries)
    #expect(replays.map { $0["edition"] as? Int } == [4, 5, 6])
    #expect(replays.map { ($0["diff"] as? [String: Any])?["from"] as? Int } == [1, 1, 1])
    #expect(replays.allSatisfy { $0["fate"] as? String == "kept" })
    #expect(try run("export", "--edition", "5", "--format", "csv", "--table", "genres").status == 0)
    #expect(try run("rollback", "5").status == 0)

    #expect(try run("provider", "set", "default", "severity.budget-unknown=error").status == 0)
    let refused = try run("replay", "--from", deliveries[0])
    #expect(refused.status == 1)
    #expect(refused.output.contains("rejected by today's rules") && refused.output.contains("budget-unknown"))
  }

  // MARK: Export

  @Test(
    "export writes every table as csv or ndjson into a folder, the same bytes each time", arguments: ["csv", "ndjson"])
  func exportText(format: String) throws {
    try ingest(2)
    let result = try run("export", "--format", format, "--out", folder("a"))
    #expect(result.output == folder("a") + "\n", "\(result.talk)")
    #expect(try run("export", "--format", format, "--out", folder("b"), "--edition", "2").status == 0)
    let tables = try names(folder("a"))
    #expect(tables.count == 11)
    #expect(tables.allSatisfy { $0.hasSuffix("." + format) })
    for table in tables { #expect(try bytes(folder("a/\(table)")) == bytes(folder("b/\(table)")), "\(table)") }
    let movies = String(decoding: try bytes(folder("a/movies.\(format)")), as: UTF8.self)
    #expect(movies.contains("Alpha") && movies.contains("2000000"))
    let printed = try run("export", "--format", format, "--table", "movies")
    #expect(printed.output == movies)
    #expect(
      try run("export", "--format", format, "--table", "movies", "--out", folder("m")).output == folder("m") + "\n")
    #expect(try bytes(folder("m")) == Data(movies.utf8))
    #expect(try names(folder.path).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test("export --format sqlite writes the edition's own file, byte for byte")
  func exportSQLite() throws {
    try ingest(2)
    let result = try run("export", "--edition", "1", "--format", "sqlite", "--out", folder("one.sqlite"))
    #expect(result.output == folder("one.sqlite") + "\n", "\(result.talk)")
    #expect(
      try bytes(folder("one.sqlite")) == bytes(folder("var/database/default/editions/000001.sqlite")))
    #expect(try names(folder.path).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test("export replaces nothing without --force, and never a folder that holds other things")
  func exportOver() throws {
    try ingest(1)
    let mine = try folder.write(Data("mine".utf8), to: "taken/mine.txt")
    let file = try folder.write(Data("mine".utf8), to: "file")
    for (format, path) in [("csv", "taken"), ("sqlite", "file"), ("sqlite", "taken"), ("csv", "file")] {
      let refused = try run("export", "--format", format, "--out", folder(path))
      #expect(refused.status == 64)
      #expect(refused.talk.contains("is there already"), "\(refused.talk)")
    }
    for (format, path) in [("csv", "taken"), ("sqlite", "taken"), ("csv", "file")] {
      #expect(try run("export", "--format", format, "--out", folder(path), "--force").status == 64)
    }
    #expect(try bytes(mine) == Data("mine".utf8))
    #expect(try run("export", "--format", "sqlite", "--out", file, "--force").status == 0)
    #expect(try bytes(file).starts(with: Data("SQLite format 3".utf8)))
    // What an export made before is replaced as a whole.
    #expect(try run("export", "--format", "csv", "--out", folder("made")).status == 0)
    #expect(try run("export", "--format", "ndjson", "--out", folder("made")).status == 64)
    #expect(try run("export", "--format", "ndjson", "--out", folder("made"), "--force").status == 0)
    #expect(try names(folder("made")).allSatisfy { $0.hasSuffix(".ndjson") })
    #expect(try names(folder.path).allSatisfy { !$0.hasPrefix(".") })
  }

  @Test(
    "wrong usage ends with status 64 and says what is right",
    arguments: [
      (["export", "--format", "sqlite", "--table", "movies"], "--table is for csv and ndjson"),
      (["export", "--format", "csv", "--table", "movie"], "did you mean movies?"),
      (["export", "--format", "xml"], "'xml' is invalid"),
      (["export", "--format", "csv", "--edition", "7"], "has no edition 7; it has 1 to 1"),
      (["replay", "--from", "nothing"], "has no delivery nothing"),
      (["replay", "--from", ""], "has no delivery"),
      (["replay"], "--from"),
      (["prune", "--delivery-days", "-1"], "--delivery-days"),
      (["unpin", "x"], "'x' is invalid"),
    ] as [([String], String)])
  func usage(arguments: [String], says: String) throws {
    try ingest(1)
    let result = try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")])
    #expect(result.status == 64, "\(result.talk)")
    #expect(result.talk.contains(says), "\(result.talk)")
    #expect(result.output.isEmpty)
  }
}
