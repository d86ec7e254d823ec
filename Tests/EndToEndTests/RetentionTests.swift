import Database
import Domain
import Fixtures
import Foundation
import Logging
import Pipeline
import Seeder
import Testing
import Watchfolders

@Suite("Retention removes what is old, and never what is needed")
struct RetentionTests {
  private let installation: TestInstallation

  init() throws { installation = try TestInstallation() }

  /// A delivery of its own for each number; with links unless it is to have none.
  private func ingest(_ number: Int, hasLinks: Bool = true) async throws {
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: "Alpha \(number)")
    if !hasLinks { delivery.links = nil }
    _ = try await installation.ingest(delivery.zip())
  }

  private func ready() async throws -> [EditionNumber] {
    try await installation.database.editions(of: .default).filter { $0.state == .ready }.map(\.number)
  }

  /// The editions that the deliveries made which are still kept.
  private func deliveries() async throws -> [EditionNumber] {
    try await installation.seederWatchfolder.records(of: .default).compactMap(\.edition)
  }

  private func retention(_ change: (inout ProviderSettings.Retention) -> Void) -> ProviderSettings.Retention {
    var retention = ProviderSettings.Retention()
    change(&retention)
    return retention
  }

  @Test("Pins, the current edition and what is being published stay, with their deliveries")
  func protected() async throws {
    for number in 1...6 { try await ingest(number) }
    let (pipeline, database) = (installation.pipeline, installation.database)
    try await database.pin(2, of: .default, at: .now())
    _ = try await pipeline.publisher.publish(1, of: .default)
    let publication = try #require(try await database.publication(of: .default))
    let switching = PublicationRecord(
      sequence: publication.sequence + 1, edition: 1, state: .publishing, switchedAt: publication.switchedAt, target: 4)
    #expect(
      try await database.replacePublication(of: .default, expected: publication.sequence, with: switching))

    let wanted = retention { $0.keep = 1 }
    let plan = try await pipeline.prune(.default, retention: wanted, dryRun: true)
    #expect(plan.editions.map(\.number) == [3, 5])
    #expect(try await ready() == [1, 2, 3, 4, 5, 6])
    #expect(try await deliveries() == [1, 2, 3, 4, 5, 6])
    let sizes = plan.editions.compactMap(\.bytes)
    #expect(sizes.count == 2 && sizes.allSatisfy { $0 > 0 })
    #expect(plan.bytes == sizes.reduce(0, +) + plan.kept.bytes)

    let done = try await pipeline.prune(.default, retention: wanted, dryRun: false)
    #expect(done.editions == plan.editions)
    #expect(done.kept == plan.kept)
    #expect(try await ready() == [1, 2, 4, 6])
    #expect(try await deliveries() == [1, 2, 4, 6])

    // Unpinned it goes like any other.
    try await database.pin(2, of: .default, at: nil)
    #expect(try await pipeline.prune(.default, retention: wanted, dryRun: false).editions.map(\.number) == [2])
    #expect(try await deliveries() == [1, 4, 6])
  }

  @Test("Deliveries are kept for a time where the settings say so, editions by number")
  func days() async throws {
    for number in 1...3 { try await ingest(number) }
    let pipeline = installation.pipeline
    let days = retention {
      $0.keep = 2
      $0.deliveryDays = 1
    }
    // All were taken a moment ago: only an edition goes.
    let now = try await pipeline.prune(.default, retention: days, dryRun: false)
    #expect(now.editions.map(\.number) == [1])
    #expect(now.kept.deliveries.isEmpty)
    // Two days later they are old, but for the current edition's.
    let later = Pipeline(
      watchfolder: installation.watchfolder, seederWatchfolder: installation.seederWatchfolder,
      database: installation.database, publisher: pipeline.publisher, outbox: pipeline.outbox, lock: pipeline.lock,
      configuration: pipeline.configuration, now: { Timestamp.now().adding(.seconds(2 * 86_400)) },
      logger: .init(label: "test"))
    #expect(try await later.prune(.default, retention: days, dryRun: false).kept.deliveries.count == 2)
    #expect(try await deliveries() == [3])
    #expect(try await ready() == [2, 3])
  }

  @Test("Links by which a kept delivery's votes were joined stay, so that it can be run again")
  func links() async throws {
    try await ingest(1)
    try await ingest(2, hasLinks: false)
    try await installation.database.pin(2, of: .default, at: .now())
    try await ingest(3)
    try await ingest(4)
    _ = try await installation.pipeline.prune(.default, retention: retention { $0.keep = 1 }, dryRun: false)
    #expect(try await deliveries() == [1, 2, 4])
    let second = try await installation.seederWatchfolder.records(of: .default)[1]
    let replay = try await installation.pipeline.replay(
      second.delivery, of: .default, ReplayOptions(), progress: nil, waiting: {})
    #expect(replay.edition?.counts.votes == 5)
  }

  @Test("An edition that no delivery will finish goes at once")
  func unbuilt() async throws {
    try await ingest(1)
    do {
      _ = try await installation.database.begin(
        provider: .default, delivery: digest("e"), takenAt: takenAt, modelDigest: digest("0"))
    }
    let plan = try await installation.pipeline.prune(.default, dryRun: false)
    #expect(plan.editions.map(\.number) == [2])
    #expect(try await installation.database.editions(of: .default).map(\.state) == [.ready, .pruned])
  }

  @Test("Nothing is removed by itself unless the settings say so; then after each publication")
  func automatic() async throws {
    var settings = ProviderSettings()
    settings.retention.keep = 1
    try await installation.seederWatchfolder.write(settings, of: .default)
    for number in 1...3 { try await ingest(number) }
    #expect(try await ready() == [1, 2, 3])
    settings.retention.isAutomatic = true
    try await installation.seederWatchfolder.write(settings, of: .default)
    try await ingest(4)
    #expect(try await ready() == [4])
    #expect(try await deliveries() == [4])
  }

  @Test("A prune that fails keeps no publication back, and is made up for by the next")
  func automaticFailure() async throws {
    var settings = ProviderSettings()
    settings.retention.keep = 1
    settings.retention.isAutomatic = true
    try await installation.seederWatchfolder.write(settings, of: .default)
    try await ingest(1)
    let broken = try installation.breaking(Faults { $0 == "prune" })
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: "Second")
    let record = try #require(try await broken.ingest(delivery.zip()).newRecord, "it is new")
    #expect(record.state == .published)
    #expect(try await ready() == [1, 2])
    try await ingest(3)
    #expect(try await ready() == [3])
  }

  @Test("Settings of an earlier version are read with what they lack as it is by default")
  func oldSettings() async throws {
    let document =
      #"{"retention":{"keep":7},"severities":{},"tolerance":{"minimumFilmsPerMillion":1,"quarantinedPerMillion":2}}"#
    let settings = try JSONDocument.decode(
      over: ProviderSettings(), from: Data(document.utf8), what: "the settings")
    #expect(settings.retention == retention { $0.keep = 7 })
    #expect(settings.tolerance.quarantinedPerMillion == 2)
  }
}
