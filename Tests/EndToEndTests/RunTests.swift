import Fixtures
import Foundation
import Testing

@Suite("boxoffice run takes a dropped data.zip to an answered question", .serialized, .ownThreads)
struct RunTests {
  private let folder: TemporaryFolder
  private let api: String
  private let arguments: [String]
  private let inbox: String

  init() throws {
    folder = try TemporaryFolder()
    let ports = try freePorts()
    api = "http://127.0.0.1:\(ports.api)"
    arguments = [
      "run", "--data-dir", folder("var"), "--settle", "0", "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
    ]
    inbox = folder("var/watchfolder/default")
  }

  private func start(settle: String = "0") throws -> BoxOfficeProcess {
    var arguments = arguments
    arguments[4] = settle
    return try BoxOfficeProcess(arguments, environment: ["BOXOFFICE_SCAN_INTERVAL": "200ms"])
  }

  /// As a careful provider does it: under another name first.
  private func drop(_ zip: Data) throws {
    try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
    try zip.write(to: URL(fileURLWithPath: inbox + "/part"))
    try FileManager.default.moveItem(atPath: inbox + "/part", toPath: inbox + "/data.zip")
  }

  private func currentEdition() async -> String? {
    let answer = try? await HTTPClient.get(api + "/v1/default/years")
    return answer?.status == 200 ? answer?.headers["data-edition"] : nil
  }

  private func messages() -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: inbox + "/notifications")) ?? []).sorted()
  }

  @Test("a delivery is served, the same one again makes nothing new, a bad one changes nothing, and a stop is clean")
  func wholeLife() async throws {
    let server = try start()
    // Given a server with an empty watchfolder, when a delivery is dropped, then it is served.
    #expect(try await eventually { FileManager.default.fileExists(atPath: inbox) })
    try drop(FixtureDelivery.small.zip())
    #expect(try await eventually { await currentEdition() == "1" }, "\(server.said)")
    let years = try await HTTPClient.get(api + "/v1/default/years.csv")
    #expect(years.text.contains("2001,2,"))
    #expect(!FileManager.default.fileExists(atPath: inbox + "/data.zip"))

    // The same bytes again are recognised.
    try drop(FixtureDelivery.small.zip())
    #expect(try await eventually { !FileManager.default.fileExists(atPath: inbox + "/data.zip") })
    #expect(try await eventually { messages().count { $0.contains("received") } == 2 }, "\(messages())")

    // A bad delivery is rejected, with the reason in the provider's folder; the edition stays.
    try drop(Data("no zip at all".utf8))
    #expect(try await eventually { messages().contains { $0.contains("rejected") } }, "\(messages())")
    #expect(await currentEdition() == "1")

    // A corrected one is published.
    var next = FixtureDelivery.small
    next.movies += FixtureDelivery.movieLine(["id": "15", "title": "Epsilon", "release_date": "2003-01-01"]) + "\n"
    try drop(next.zip())
    #expect(try await eventually { await currentEdition() == "2" }, "\(server.said)")
    #expect(try await eventually { messages().count { $0.contains("published") } == 2 }, "\(messages())")

    // Stopped by SIGTERM it ends by itself, with status 0.
    server.kill(SIGTERM)
    #expect(server.wait().status == 0, "\(server.said)")
  }

  @Test("a replaced upload starts the settle time anew, and only the last one is taken")
  func replacedUpload() async throws {
    // Long enough for a machine that stands still for some seconds.
    let server = try start(settle: "6s")
    #expect(try await eventually { FileManager.default.fileExists(atPath: inbox) })
    var other = FixtureDelivery.small
    other.movies = other.movies.replacingOccurrences(of: "Alpha", with: "Replaced")
    try drop(other.zip())
    usleep(1_000_000)  // without giving the thread away: it may come back only after the settle time
    try FileManager.default.removeItem(atPath: inbox + "/data.zip")
    try drop(FixtureDelivery.small.zip())
    #expect(try await eventually { await currentEdition() == "1" }, "\(server.said)")
    let film = try await HTTPClient.get(api + "/v1/default/movies/11")
    #expect(film.text.contains("Alpha"))
    #expect(await currentEdition() == "1")
    server.kill(SIGTERM)
    #expect(server.wait().status == 0)
  }

  @Test("a port that is taken is named, with what to do")
  func takenPort() async throws {
    let server = try start()
    #expect(try await eventually { (try? await HTTPClient.get(api + "/"))?.status == 200 }, "\(server.said)")
    let second = try BoxOfficeProcess.run(["serve"] + arguments.dropFirst(1).filter { $0 != "--settle" && $0 != "0" })
    #expect(second.status == 70)
    #expect(second.talk.contains("choose others with --host, --port and --admin-port"), "\(second.talk)")
    server.kill(SIGTERM)
    #expect(server.wait().status == 0)
  }

  @Test("killed at any moment, a restart finishes the delivery: nothing is lost, nothing is made twice")
  func killedAnywhere() async throws {
    var expected = 0
    for round in 0..<12 {
      // Given a new delivery in the watchfolder.
      var delivery = FixtureDelivery.small
      delivery.movies +=
        FixtureDelivery.movieLine(["id": "\(100 + round)", "title": "Round \(round)", "release_date": "2003-01-01"])
        + "\n"
      try drop(delivery.zip())
      expected += 1
      // When the process is killed a little later each round …
      let victim = try start()
      try await Task.sleep(for: .milliseconds(60 + round * 110))
      victim.kill(SIGKILL)
      _ = victim.wait()
      // … then the next start serves the delivery, as exactly one new edition.
      let server = try start()
      #expect(try await eventually { await currentEdition() == "\(expected)" }, "round \(round): \(server.said)")
      let film = try await HTTPClient.get(api + "/v1/default/movies/\(100 + round)")
      #expect(film.status == 200)
      server.kill(SIGTERM)
      #expect(server.wait().status == 0, "\(server.said)")
    }
    let listing = try BoxOfficeProcess.run(["editions", "--data-dir", folder("var"), "--json"])
    #expect(listing.output.components(separatedBy: "\"number\"").count - 1 == expected, "\(listing.output)")
    // The last stop may have come before its message: one more start writes it, and none is written twice.
    let last = try start()
    #expect(try await eventually { await currentEdition() == "\(expected)" }, "\(last.said)")
    #expect(
      try await eventually { messages().count { $0.contains("published") } == expected }, "\(messages())\n\(last.said)")
    last.kill(SIGTERM)
    #expect(last.wait().status == 0)
  }

  @Test(
    "a provider that is removed while it is served answers 404 by the time the command is done, another one goes on")
  func removedProvider() async throws {
    // Given two providers, whose answers are kept
    let server = try start()
    let zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    for provider in ["default", "acme"] {
      #expect(
        try BoxOfficeProcess.run(["ingest", zip, "--provider", provider, "--data-dir", folder("var")]).status == 0)
    }
    let paths = ["", "/years", "/@1/years", "/@1/movies/11", "/editions"]
    func statuses(_ provider: String) async throws -> Set<Int> {
      var statuses: Set<Int> = []
      for path in paths { statuses.insert(try await HTTPClient.get(api + "/v1/" + provider + path).status) }
      return statuses
    }
    #expect(try await eventually { (try? await statuses("acme")) == [200] }, "\(server.said)")
    #expect(try await statuses("acme") == [200])
    // When one is removed
    func provider(_ arguments: String...) throws -> BoxOfficeProcess.Result {
      try BoxOfficeProcess.run(["provider"] + arguments + ["--data-dir", folder("var")])
    }
    #expect(try provider("remove", "acme", "--keep-data").status == 0)
    // Then it is unknown at once, and what is put into its folder is left there
    #expect(try await statuses("acme") == [404])
    #expect(try await HTTPClient.get(api + "/v1/acme/years").text.contains("unknown-provider"))
    #expect(try await statuses("default") == [200])
    // until it is added again, which serves what was served;
    #expect(try provider("add", "acme").status == 0)
    #expect(try await eventually { (try? await statuses("acme")) == [200] }, "\(server.said)")
    // and without its data it has no edition, and the old ones are gone.
    #expect(try provider("remove", "acme", "--delete-data", "--yes").status == 0)
    #expect(try await statuses("acme") == [404])
    #expect(try provider("add", "acme").status == 0)
    #expect(try await eventually { try await HTTPClient.get(api + "/v1/acme/@1/years").status == 410 })
    #expect(try await HTTPClient.get(api + "/v1/acme/years").text.contains("no-edition-yet"))
    #expect(
      try BoxOfficeProcess.run(["ingest", zip, "--provider", "acme", "--data-dir", folder("var")]).output == "2\n")
    #expect(try await HTTPClient.get(api + "/v1/acme/years").headers["data-edition"] == "2")
    #expect(try await statuses("default") == [200])
    server.kill(SIGTERM)
    #expect(server.wait().status == 0, "\(server.said)")
  }
}
