import Database
import Domain
import Fixtures
import Foundation
import Hummingbird
import HummingbirdTesting
import Notifications
import Pipeline
import Seeder
import Testing
import Watchfolders

@Suite("A kept delivery can be run again in the shadow")
struct ReplayTests {
  /// Two deliveries, the second of which is current.
  private struct Months {
    let installation: TestInstallation
    let first: DeliveryRecord
    let second: DeliveryRecord

    init() async throws {
      installation = try TestInstallation()
      first = try await Self.ingest("Alpha", 1_000_000, installation)
      second = try await Self.ingest("Omega", 1_500_000, installation)
    }

    private static func ingest(
      _ title: String, _ budget: Int, _ installation: TestInstallation
    ) async throws -> DeliveryRecord {
      var delivery = FixtureDelivery.small
      delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: title)
        .replacingOccurrences(of: "1000000,", with: "\(budget),")
      let record = try #require(try await installation.ingest(delivery.zip()).newRecord)
      return record
    }

    func replay(
      _ delivery: DeliveryID, in installation: TestInstallation? = nil,
      _ change: (inout ReplayOptions) -> Void = { _ in }
    ) async throws -> Replay {
      var options = ReplayOptions()
      change(&options)
      return try await (installation ?? self.installation).pipeline.replay(
        delivery, of: .default, options, progress: nil, waiting: {})
    }

    func states() async throws -> [EditionRecord.State] {
      try await installation.database.editions(of: .default).map(\.state)
    }

    func current() async throws -> EditionNumber? {
      try await installation.database.publication(of: .default)?.edition
    }

    /// Every object that is kept of deliveries, with its version.
    func kept() async throws -> [String] {
      try await installation.seederWatchfolder.store.list(prefix: "default/deliveries/").map {
        "\($0.key) \($0.version)"
      }
    }

    func published() async throws -> Int {
      try await installation.pipeline.outbox.pending(of: .default).count { $0.kind == .published }
    }
  }

  @Test("It is compared with the current edition and leaves nothing but a number that is never used again")
  func removed() async throws {
    let months = try await Months()
    let kept = try await months.kept()

    let replay = try await months.replay(months.first.delivery)

    #expect(replay.fate == .removed)
    #expect(replay.record == months.first)
    #expect(replay.report.verdict == .accepted)
    let comparison = try #require(replay.comparison)
    #expect((comparison.diff.from, comparison.diff.to) == (2, 3))
    let film = try #require(comparison.changes.first { $0.kind == .film })
    #expect((film.id, film.before?.name, film.after?.name) == (11, "Omega", "Alpha"))
    #expect((film.before?.figures.budgetUSD, film.after?.figures.budgetUSD) == (1_500_000, 1_000_000))
    // Then nothing is left.
    #expect(try await months.states() == [.ready, .ready, .pruned])
    #expect(try await months.current() == 2)
    #expect(try await months.kept() == kept)
    #expect(try await months.published() == 2)
    #expect(try await months.installation.seederWatchfolder.replay(of: .default) == nil)
    #expect(try await months.replay(months.first.delivery).edition?.number == 4)
  }

  @Test("The same code makes of the same delivery what it made before")
  func same() async throws {
    let months = try await Months()
    let replay = try await months.replay(months.second.delivery)
    let comparison = try #require(replay.comparison)
    #expect(comparison.diff.count == 0)
    #expect(comparison.diff.before == comparison.diff.after)
    let editions = try await months.installation.database.editions(of: .default)
    #expect(editions[2].modelDigest == editions[1].modelDigest)
  }

  @Test("It can be compared with any edition that is there, and shows as many changes as are wanted")
  func against() async throws {
    let months = try await Months()
    let replay = try await months.replay(months.second.delivery) {
      $0.against = 1
      $0.changes = 1
    }
    let comparison = try #require(replay.comparison)
    #expect(comparison.diff.from == 1)
    #expect(comparison.diff.count > 1)
    #expect(comparison.changes.count == 1)
  }

  @Test("Only when it is told to it publishes, as if the delivery had been sent again, with the message")
  func publishes() async throws {
    let months = try await Months()
    let replay = try await months.replay(months.first.delivery) { $0.publishes = true }
    #expect(replay.fate == .published)
    #expect(try await months.current() == 3)
    #expect(try await months.states() == [.ready, .ready, .ready])
    #expect(try await months.published() == 3)
    let record = try #require(
      try await months.installation.seederWatchfolder.record(of: months.first.delivery, .default))
    #expect((record.state, record.edition) == (.published, 3))
    #expect(record.takenAt > months.second.takenAt)
    // What is kept is whole, and what comes later becomes current as ever.
    let manifest = try #require(
      try await months.installation.seederWatchfolder.manifest(of: months.first.delivery, .default))
    for part in manifest.parts {
      let key = months.installation.seederWatchfolder.key(.default, months.first.delivery, part.name)
      let data = try #require(try await months.installation.seederWatchfolder.store.data(key))
      #expect(FileDigest.sha256(data) == part.sha256, "\(part.name)")
    }
    var later = FixtureDelivery.small
    later.movies = later.movies.replacingOccurrences(of: "Beta", with: "Later")
    let next = try #require(try await months.installation.ingest(later.zip()).newRecord, "it is new")
    #expect(next.state == .published)
    #expect(try await months.current() == 4)
  }

  @Test("Even the current edition's own delivery can be published anew")
  func publishesCurrent() async throws {
    let months = try await Months()
    #expect(try await months.replay(months.second.delivery) { $0.publishes = true }.fate == .published)
    #expect(try await months.current() == 3)
  }

  @Test("Kept, it stays readable and unpublished, is not the next delivery's edition, and can be rolled back to")
  func keeps() async throws {
    let months = try await Months()
    #expect(try await months.replay(months.first.delivery) { $0.keeps = true }.fate == .kept)
    try await months.installation.pipeline.recover(.default)
    #expect(try await months.states() == [.ready, .ready, .ready])
    #expect(try await months.current() == 2)
    #expect(try await months.installation.database.editions(of: .default)[2].publishedAt == nil)
    try await months.installation.serve { client in
      #expect(try await client.execute(uri: "/v1/default/@3/years", method: .get).status == .notFound)
      #expect(try await client.execute(uri: "/v1/default/editions/3", method: .get).status == .notFound)
      let years = try await client.execute(uri: "/v1/default/years", method: .get)
      #expect(years.headers[.init("Data-Edition")!] == "2")
    }
    _ = try await months.installation.pipeline.publisher.publish(3, of: .default)
    #expect(try await months.current() == 3)
  }

  @Test("What today's rules refuse makes no edition, and says why")
  func rejected() async throws {
    let months = try await Months()
    var settings = ProviderSettings()
    settings.severities = ["budget-unknown": .error]
    try await months.installation.seederWatchfolder.write(settings, of: .default)
    let kept = try await months.kept()
    let replay = try await months.replay(months.first.delivery) { $0.publishes = true }
    #expect(replay.fate == .rejected)
    #expect(replay.edition == nil)
    #expect(replay.report.count(of: .error) > 0)
    #expect(try await months.states() == [.ready, .ready])
    #expect(try await months.kept() == kept)
  }

  @Test("A delivery without links.csv is joined by the links that were the newest when it was taken")
  func links() async throws {
    let installation = try TestInstallation()
    var unlinked = FixtureDelivery.small
    unlinked.links = nil
    _ = try await installation.ingest(FixtureDelivery.small.zip())
    let record = try #require(try await installation.ingest(unlinked.zip()).newRecord, "it is new")
    var other = FixtureDelivery.small
    other.links = "movieId,imdbId,tmdbId\n1,0000011,12\n"
    _ = try await installation.ingest(other.zip())
    let votes = try await installation.database.editions(of: .default).map(\.counts.votes)
    #expect(votes == [5, 5, 2])
    let replay = try await installation.pipeline.replay(
      record.delivery, of: .default, ReplayOptions(), progress: nil, waiting: {})
    #expect(replay.edition?.counts.votes == 5)
  }

  @Test("Broken down while it publishes, a delivery that is then joined by newer links is published as it is kept")
  func linksAfterBreakdown() async throws {
    let installation = try TestInstallation()
    _ = try await installation.ingest(FixtureDelivery.small.zip())
    var unlinked = FixtureDelivery.small
    unlinked.links = nil
    let record = try #require(try await installation.ingest(unlinked.zip()).newRecord, "it is new")
    var other = FixtureDelivery.small
    other.links = "movieId,imdbId,tmdbId\n1,0000011,12\n"
    _ = try await installation.ingest(other.zip())
    let broken = try installation.breaking(Faults { $0.hasSuffix("\(record.delivery)/movies.csv") })
    var options = ReplayOptions()
    options.publishes = true
    do {
      _ = try await broken.pipeline.replay(record.delivery, of: .default, options, progress: nil, waiting: {})
      Issue.record("it breaks down")
    } catch is Faults.Breakdown {}
    for _ in 1...2 {
      try await installation.pipeline.recover(.default)
      try await installation.takeTurns()
    }
    let editions = try await installation.database.editions(of: .default)
    let current = try #require(try await installation.database.publication(of: .default)?.edition)
    try #require(editions.map(\.state) == [.ready, .ready, .ready, .pruned, .ready])
    #expect(current == 5)
    let manifest = try #require(try await installation.seederWatchfolder.manifest(of: record.delivery, .default))
    #expect(editions[4].modelDigest == ModelDigest.of(parts: manifest.parts))
  }

  @Test("Without its backup, or while it is not finished, a delivery cannot be run again")
  func refused() async throws {
    let months = try await Months()
    let store = months.installation.seederWatchfolder
    try await store.store.delete(store.key(.default, months.first.delivery, SeederWatchfolder.Name.zip), version: nil)
    #expect(await code { _ = try await months.replay(months.first.delivery) } == "delivery-not-kept")
    #expect(await code { _ = try await months.replay(digest("e")) } == "delivery-not-kept")
    #expect(try await months.states() == [.ready, .ready])
  }

  @Test(
    "Broken down before or after any call, the next start removes the shadow and nothing has changed",
    arguments: Faults.Moment.allCases)
  func breakdowns(moment: Faults.Moment) async throws {
    var nth = 0
    while true {
      nth += 1
      let faults = Faults(at: nth, moment)
      let months = try await Months()
      let kept = try await months.kept()
      do {
        _ = try await months.replay(months.first.delivery, in: try months.installation.breaking(faults))
      } catch { #expect(faults.struck, "\(error)") }
      try await months.installation.pipeline.recover(.default)
      let states = try await months.states()
      #expect(states.prefix(2) == [.ready, .ready] && states.dropFirst(2).allSatisfy { $0 == .pruned }, "call \(nth)")
      #expect(try await months.current() == 2)
      #expect(try await months.kept() == kept)
      #expect(try await months.installation.seederWatchfolder.replay(of: .default) == nil, "call \(nth)")
      #expect(try await months.published() == 2)
      if !faults.struck { break }
    }
    #expect(nth > 15)
  }

  @Test(
    "Broken down while it publishes, the next start has either not begun or finishes it, once",
    arguments: Faults.Moment.allCases)
  func breakdownsOfPublishing(moment: Faults.Moment) async throws {
    var nth = 0
    var outcomes: Set<EditionNumber> = []
    while true {
      nth += 1
      let faults = Faults(at: nth, moment)
      let months = try await Months()
      do {
        _ = try await months.replay(months.first.delivery, in: try months.installation.breaking(faults)) {
          $0.publishes = true
        }
      } catch { #expect(faults.struck, "\(error)") }
      let pipeline = months.installation.pipeline
      try await pipeline.recover(.default)
      while try await pipeline.turn(.default) == .work {}
      try await pipeline.recover(.default)  // as every scan does
      let record = try #require(
        try await months.installation.seederWatchfolder.record(of: months.first.delivery, .default))
      let isTakenAnew = record.takenAt != months.first.takenAt
      let current = try #require(try await months.current())
      outcomes.insert(current)
      #expect(record.state == .published, "call \(nth): \(record)")
      #expect(current == (isTakenAnew ? record.edition : 2), "call \(nth)")
      let editions = try await months.installation.database.editions(of: .default)
      #expect(
        editions.filter { $0.state == .ready }.map(\.number) == (isTakenAnew ? [1, 2, current] : [1, 2]),
        "call \(nth): \(editions)")
      #expect(try await months.published() == (isTakenAnew ? 3 : 2), "call \(nth)")
      #expect(try await months.installation.seederWatchfolder.replay(of: .default) == nil, "call \(nth)")
      if !faults.struck { break }
    }
    #expect(nth > 40)
    #expect(outcomes == [2, 3])
  }

  @Test(
    "Stopped while the shadow is built or compared, it takes the shadow away itself", arguments: [Stage.model, .seed])
  func stopped(stage: Stage) async throws {
    let months = try await Months()
    let pipeline = months.installation.pipeline
    let replay = Task {
      try await pipeline.replay(
        months.first.delivery, of: .default, ReplayOptions(),
        progress: { step in
          if case .began(let begun) = step, begun == stage { withUnsafeCurrentTask { $0?.cancel() } }
        }, waiting: {})
    }
    await #expect(throws: CancellationError.self) { try await replay.value }
    #expect(try await months.states().allSatisfy { $0 != .building })
    #expect(try await months.states().count { $0 == .ready } == 2)
    #expect(try await months.installation.seederWatchfolder.replay(of: .default) == nil)
    #expect(try await months.current() == 2)
  }

  @Test("Two at once take turns")
  func twoAtOnce() async throws {
    let months = try await Months()
    async let one = months.replay(months.first.delivery)
    async let two = months.replay(months.second.delivery)
    let numbers = [try await one.edition?.number, try await two.edition?.number].compactMap { $0 }.sorted()
    #expect(numbers == [3, 4])
    #expect(try await months.states() == [.ready, .ready, .pruned, .pruned])
  }
}
