import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Pipeline
import Synchronization
import Testing

/// The promise of DESIGN.md section 7, with the real programs and everything going wrong at once.
///
/// The waits of the publications are made shorter than the edge's patience on purpose: a process that is stopped with an
/// answer in hand outlasts them, so that what keeps it out is not luck.
@Suite(
  "Behind the edge nobody is ever served an older edition than was published, nor a mixed one", .serialized,
  .ownThreads,
  .enabled(if: VarnishServer.isWanted, "\(VarnishServer.missing)"))
struct EdgeProofTests {
  private static let providers = (0..<16).map { ProviderID("p\($0)")! }
  private static let paths = [
    "/years.csv", "/companies.csv", "/movies.csv", "/genres/years.csv", "/companies/7/years.csv", "/years",
    "/companies/999",
  ]
  /// Of each provider: all together 208, or as many as `scripts/demo-edge` was asked for.
  private static let publicationsEach =
    (Int(ProcessInfo.processInfo.environment["EDGE_PROOF_PUBLICATIONS"] ?? "") ?? 208) / providers.count
  private static let publications = publicationsEach * providers.count

  private let installation: TestInstallation
  private let clock: SetClock?

  init() throws {
    installation = try TestInstallation()
    clock = try SetClock(in: installation.folder)
  }

  @Test(
    "64 readers, publication upon publication; processes killed, stopped, their clocks set; purges lost, delayed, doubled",
    .timeLimit(.minutes(60)))
  func proof() async throws {
    // given: three editions of each provider, served by two processes behind Varnish
    for provider in Self.providers {
      try await installation.pipeline.addProvider(provider)
      for number in 1...3 {
        let zip = try installation.folder.write(Self.delivery(number, of: provider).zip(), to: "upload.zip")
        _ = try await installation.pipeline.ingest(copyOf: zip, of: provider, progress: nil, waiting: {})
      }
    }
    let ports = [try freePorts(), try freePorts()]
    let answers = try ports.enumerated().map { try HoldingLine(to: $1.api, seed: UInt64($0)) }
    let varnish = try await VarnishServer(backends: answers.map(\.port), firstByteTimeout: "8s")
    let line = try PurgeLine(to: varnish.purgePort)
    let servers = try await TroubledProcesses(ports: ports.map(\.api), clock: clock) { index in
      try start(["serve", "--port", "\(ports[index].api)", "--admin-port", "\(ports[index].admin)"], line)
    }
    let editions = try Self.providers.map { try published($0, port: ports[0].api) }
    // The first publication behind the edge, from which on it may keep answers.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for published in editions {
        group.addTask { try await publish(1, of: published, through: line, mayKill: nil) }
      }
      try await group.waitForAll()
    }

    // when
    let readers = RestlessReaders(64, port: varnish.port, editions: editions, paths: Self.paths)
    let trouble = Task { try await servers.trouble() }
    let kills = Atomic<Int>(0)
    try await withThrowingTaskGroup(of: Int.self) { group in
      for (index, published) in editions.enumerated() {
        group.addTask {
          var random = SeededGenerator(seed: UInt64(100 + index))
          var killed = 0
          var current = 1
          for _ in 0..<Self.publicationsEach {
            current = [1, 2, 3].filter { $0 != current }.randomElement(using: &random)!
            // One in three publishers dies at any moment of its work.
            let death = Int.random(in: 0..<3, using: &random) == 0 ? Int.random(in: 50...4_000, using: &random) : nil
            killed += try await publish(current, of: published, through: line, mayKill: death)
            // Long enough for answers to be kept, and for others to be on their way, when the next one comes.
            try await Task.sleep(for: .milliseconds(Int.random(in: 0...3_000, using: &random)))
          }
          return killed
        }
      }
      for try await killed in group { kills.add(killed, ordering: .relaxed) }
    }
    trouble.cancel()
    try await trouble.value
    let tally = readers.end()
    servers.end()

    // then
    let done = kills.load(ordering: .relaxed)
    print(
      "\(Self.publications) publications, \(done) publishers killed, \(servers.seen),"
        + " \(answers.map(\.held)) answers held, purges \(line.faults),"
        + " \(tally.answers) answers: \(tally.hits) from the edge, \(tally.unchanged) unchanged, \(tally.pinned) pinned"
    )
    #expect(tally.faults.isEmpty, "\(tally.faults.joined(separator: "\n"))")
    #expect(tally.answers > 50 * Self.publications && tally.hits > tally.answers / 10)
    #expect(tally.unchanged > 0 && tally.pinned > 0)
    #expect(line.faults.count == PurgeLine.Fault.allCases.count)
    #expect(answers.allSatisfy { $0.held > 0 })
    #expect(done > 0 && servers.seen.kills > 0 && servers.seen.stops > 0)
    for published in editions {
      let record = try await installation.database.publication(of: published.provider)
      #expect(record?.state == .live && record?.hasEdge == true)
    }
  }

  /// Publishes an edition with the real program, however often that takes. Returns how many of its processes were killed.
  @discardableResult
  private func publish(
    _ edition: EditionNumber, of published: PublishedEditions, through line: PurgeLine, mayKill death: Int?
  ) async throws -> Int {
    var (death, kills) = (death, 0)
    for _ in 0..<50 {
      let process = try start(["rollback", "\(edition)", "--provider", published.provider.name], line)
      if let milliseconds = death {
        death = nil
        try await Task.sleep(for: .milliseconds(milliseconds))
        process.kill(SIGKILL)
        kills += 1
      }
      let result = process.wait()
      guard result.status == 0 else {
        let isExpected = result.status == SIGKILL || result.talk.contains("edge-purge-failed")
        try #require(isExpected, "\(result.status): \(result.talk)")
        continue
      }
      // What the message `published` says: from here on nobody may be served what was before.
      let record = try #require(try await installation.database.publication(of: published.provider))
      #expect(record.edition == edition && record.state == .live)
      // A process may still answer from the record of the switch, one before, which names the same edition.
      published.confirm(record.sequence - 1)
      return kills
    }
    Issue.record("edition \(edition) of \(published.provider) was not published in 50 attempts")
    return kills
  }

  private func start(_ command: [String], _ line: PurgeLine) throws -> BoxOfficeProcess {
    let environment = [
      "BOXOFFICE_EDGE": "varnish", "BOXOFFICE_EDGE_URL": line.endpoint, "BOXOFFICE_EDGE_DEADLINE": "300ms",
    ]
    return try BoxOfficeProcess(
      command + ["--data-dir", installation.folder.path, "--log-level", "error"], environment: environment,
      launcher: clock?.launcher ?? [])
  }

  /// What the editions of a provider are, asked of a process by itself.
  private func published(_ provider: ProviderID, port: UInt16) throws -> PublishedEditions {
    let reader = HTTPReader(port: port)
    var bodies: [EditionNumber: [String: Data]] = [:]
    for edition in 1...3 {
      for path in Self.paths where path.hasSuffix(".csv") {
        let answer = try reader.get("/v1/\(provider)/@\(edition)\(path)")
        try #require(answer.status == 200)
        bodies[edition, default: [:]][path] = answer.body
      }
    }
    #expect(Set((1...3).map { bodies[$0]?["/years.csv"] }).count == 3)
    return PublishedEditions(provider, bodies: bodies)
  }

  /// The `number`th delivery of a provider: every table of it differs from those of all others.
  private static func delivery(_ number: Int, of provider: ProviderID) -> FixtureDelivery {
    var delivery = FixtureDelivery.small
    for id in 0..<number {
      let film = [
        "id": "\(1000 + id)", "title": "\(provider) \(number) \(id)", "release_date": "2004-01-01",
        "budget": "\(number)00",
        "genres": "[{'id': 18, 'name': 'Drama'}]", "production_companies": "[{'name': 'North Light', 'id': 7}]",
      ]
      delivery.movies += FixtureDelivery.movieLine(film) + "\n"
    }
    return delivery
  }
}
