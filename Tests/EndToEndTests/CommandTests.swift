import Fixtures
import Foundation
import Testing

@Suite("The command line keeps its promises", .ownThreads)
struct CommandTests {
  private let folder: TemporaryFolder
  private let zip: String

  init() throws {
    folder = try TemporaryFolder()
    zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
  }

  private func run(_ arguments: String...) throws -> BoxOfficeProcess.Result {
    try BoxOfficeProcess.run(arguments + ["--data-dir", folder("var")])
  }

  @Test("check says accepted with status 0 and writes nothing")
  func checkAccepts() throws {
    let result = try run("check", zip)
    #expect(result.status == 0)
    #expect(result.output.hasPrefix("ACCEPTED"))
    #expect(!FileManager.default.fileExists(atPath: folder("var")))
  }

  @Test("check --json prints the report document and nothing else")
  func checkPrintsJSON() throws {
    let result = try run("check", zip, "--json")
    let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(document?["verdict"] as? String == "accepted")
    #expect(result.talk.isEmpty)
  }

  @Test("check of a bad delivery ends with status 1, writes the page and the quarantined records")
  func checkRejects() throws {
    var delivery = FixtureDelivery.small
    delivery.ratings += "1,1,9.5,1000000000\n"
    let bad = try folder.write(delivery.zip(), to: "bad.zip")
    let result = try run("check", bad, "--html", folder("report.html"), "--rejected", folder("rejected"))
    #expect(result.status == 1)
    #expect(result.output.contains("invalid-rating"))
    #expect(try String(contentsOfFile: folder("report.html"), encoding: .utf8).contains("invalid-rating"))
    #expect(
      try String(contentsOfFile: folder("rejected/rejected-ratings.csv"), encoding: .utf8).contains(
        "1,1,9.5,1000000000"))
  }

  @Test("ingest prints the edition, and the number rises with each delivery")
  func ingest() throws {
    #expect(try run("ingest", zip).output == "1\n")
    var next = FixtureDelivery.small
    next.ratings += "4,1,4.0,1000000000\n"
    #expect(try run("ingest", try folder.write(next.zip(), to: "next.zip")).output == "2\n")
    // The current one again makes nothing new; an older one is worked again.
    #expect(try run("ingest", folder("next.zip")).output == "2\n")
    #expect(try run("ingest", zip).output == "3\n")
    #expect(FileManager.default.fileExists(atPath: zip))
  }

  @Test("rollback makes an older edition current; editions marks it; prune never removes it")
  func rollbackAndPrune() throws {
    for round in 1...3 {
      var delivery = FixtureDelivery.small
      delivery.ratings += "\(round + 10),1,4.0,1000000000\n"
      _ = try run("ingest", try folder.write(delivery.zip(), to: "\(round).zip"))
    }
    #expect(try run("rollback", "1").status == 0)
    #expect(try run("editions").output.contains("* 1  "))
    #expect(try run("prune", "--keep", "1", "--dry-run").output.hasPrefix("edition 2  "))
    #expect(try run("prune", "--keep", "1").status == 0)
    let listing = try run("editions").output
    #expect(listing.contains("* 1  ") && listing.contains("  2  ") && listing.contains("pruned"))
    #expect(try run("rollback", "2").status == 64)
    #expect(try run("doctor").status == 0)
  }

  @Test("parse writes the six tables, the same bytes each time")
  func parse() throws {
    #expect(try run("parse", zip, "--out", folder("a")).output.split(separator: "\n").count == 6)
    #expect(try run("parse", zip, "--out", folder("b"), "--json").status == 0)
    for table in ["movies", "companies", "genres", "movie_companies", "movie_genres", "movie_votes"] {
      let first = try Data(contentsOf: URL(fileURLWithPath: folder("a/\(table).csv")))
      #expect(first == (try Data(contentsOf: URL(fileURLWithPath: folder("b/\(table).csv")))))
      #expect(!first.isEmpty)
    }
  }

  @Test("sample makes a delivery that is accepted")
  func sample() throws {
    #expect(
      try BoxOfficeProcess.run(["sample", "--movies", "500", "--ratings", "5000", "--out", folder("s.zip")]).status == 0
    )
    #expect(try run("ingest", folder("s.zip")).output == "1\n")
  }

  @Test(
    "wrong usage ends with status 64 and says what is right",
    arguments: [
      (["check", "none.zip"], "there is no file none.zip"),
      (["ingest"], "Missing expected argument"),
      (["editions", "--provider", "acme"], "there is no provider acme"),
      (["provider", "add", "No Name"], "is no provider name"),
      (["provider", "add", "acme", "severity.invalid-ratting=error"], "did you mean severity.invalid-rating?"),
      (["serve", "--port", "x"], "'x' is no value for port"),
      (["run", "--settle", "soon"], "'soon' is no value for settle"),
      (["nonsense"], "nonsense"),
    ] as [([String], String)])
  func usage(arguments: [String], says: String) throws {
    let result = try BoxOfficeProcess.run(arguments + (arguments == ["nonsense"] ? [] : ["--data-dir", folder("var")]))
    #expect(result.status == 64, "\(result.talk)")
    #expect(result.talk.contains(says), "\(result.talk)")
    #expect(result.output.isEmpty)
  }
}
