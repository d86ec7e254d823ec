import DataArchive
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Logging
import Notifications
import Pipeline
import Synchronization
import Testing
import Watchfolders

@Suite("No provider holds up another", .serialized, .ownThreads)
struct FairnessTests {
  private static let flooding = ProviderID("flooding")!
  private static let bombing = ProviderID("bombing")!
  private static let honest = ["anna", "berta", "clara"].map { ProviderID($0)! }

  /// Deliveries of each honest provider.
  private static let rounds = 6

  private func run(_ service: PipelineService, _ body: () async throws -> Void) async throws {
    let running = Task { try await service.run() }
    do {
      try await body()
    } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }

  private func service(
    _ pipeline: Pipeline, _ providers: [ProviderID], sinks: [any NotificationSink] = [], logger: Logger = .silent
  ) -> PipelineService {
    PipelineService(
      pipeline: pipeline, channels: sinks, scanInterval: .milliseconds(200), turns: TurnQueue(atOnce: 1),
      providers: { providers }, logger: logger)
  }

  private func delivery(_ number: Int) -> Data {
    var delivery = FixtureDelivery.small
    delivery.ratings += "\(number + 10),1,4.0,1000000000\n"
    return delivery.zip()
  }

  private func published(_ provider: ProviderID, _ installation: TestInstallation) async throws -> Int {
    try await installation.seederWatchfolder.records(of: provider).count { $0.state == .published }
  }

  @Test("with one that floods and one that sends bombs, the others are published turn by turn")
  func floodAndBombs() async throws {
    // Given one turn at a time, a provider whose watchfolder is never empty, one that sends nothing but bombs, and three
    // that send one delivery after another
    let installation = try TestInstallation()
    let all = Self.honest + [Self.flooding, Self.bombing]
    for provider in all { try await installation.pipeline.addProvider(provider) }
    var settings = ProviderSettings()
    settings.archive.ratioFreeBytes = 1_000_000
    try await installation.seederWatchfolder.write(settings, of: Self.bombing)
    let bombs = try Bombs(in: installation.folder)
    let sent = Mutex(0)
    let diary = TurnDiary()
    let folder: any DataProviderWatchfolder = installation.watchfolder
    let flood: @Sendable (ProviderID) async throws -> Void = { provider in
      let isEmpty = try await folder.upload(of: provider) == nil
      guard isEmpty else { return }
      let number = sent.withLock { sent in
        sent += 1
        return sent
      }
      if provider == Self.flooding { try installation.drop(delivery(number), for: provider) }
      if provider == Self.bombing { try installation.drop(bombs.next(number), for: provider) }
    }
    let pipeline = installation.watching(
      { HookedWatchfolder(watchfolder: $0, beforeLook: flood) }, logger: diary.logger)
    // When they are watched together
    try await run(service(pipeline, all, logger: diary.logger)) {
      for round in 1...Self.rounds {
        for provider in Self.honest { try installation.drop(delivery(round), for: provider) }
        for provider in Self.honest {
          let isPublished = try await eventually(within: 120) { try await published(provider, installation) == round }
          try #require(isPublished, "\(provider), round \(round): \(diary.all)")
        }
      }
      // As long as every kind of bomb takes to be sent.
      for provider in [Self.flooding, Self.bombing] {
        #expect(try await eventually { diary.all.count { $0.provider == provider.name } > 4 }, "\(diary.all)")
      }
    }
    // Then nobody ever waited for more turns than there are others, …
    let turns = diary.all
    let longest = turns.map(\.overtakenBy).max() ?? 0
    #expect(longest <= all.count - 1, "\(turns)")
    // … an honest delivery took one turn (and the first look at a folder one), …
    for provider in Self.honest { #expect(turns.count { $0.provider == provider.name } <= Self.rounds + 1, "\(turns)") }
    // … and of the bombs none was published.
    let verdicts = try await installation.seederWatchfolder.records(of: Self.bombing)
    #expect(verdicts.allSatisfy { $0.state == .rejected || $0.state == .taken }, "\(verdicts)")
  }

  @Test("one whose folder cannot be read, and one that cannot be told, hold up nobody")
  func brokenFolders() async throws {
    // Given a provider whose data.zip is no file, and one whose messages cannot be written
    let installation = try TestInstallation()
    let (broken, mute) = (Self.flooding, Self.bombing)
    let all = Self.honest + [broken, mute]
    for provider in all { try await installation.pipeline.addProvider(provider) }
    let files = FileManager.default
    try files.createDirectory(
      atPath: installation.folder("watchfolder/\(broken)/data.zip"), withIntermediateDirectories: true)
    try installation.folder.write(Data("no folder".utf8), to: "watchfolder/\(mute)/notifications")
    // When everybody sends a delivery
    for provider in all where provider != broken { try installation.drop(delivery(1), for: provider) }
    let sink = FileSink(folder: installation.folder("watchfolder"))
    try await run(service(installation.watching(logger: .silent), all, sinks: [sink])) {
      // Then all but the broken one's are published, and told where that is possible.
      for provider in all where provider != broken {
        #expect(try await eventually { try await published(provider, installation) == 1 }, "\(provider)")
      }
      for provider in Self.honest {
        #expect(
          try await eventually { try await installation.pipeline.outbox.pending(of: provider).isEmpty }, "\(provider)")
      }
      #expect(try await installation.pipeline.outbox.pending(of: mute).count == 2)
      // And when the folders are mended, so are they.
      try files.removeItem(atPath: installation.folder("watchfolder/\(broken)/data.zip"))
      try files.removeItem(atPath: installation.folder("watchfolder/\(mute)/notifications"))
      try installation.drop(delivery(1), for: broken)
      #expect(try await eventually { try await published(broken, installation) == 1 })
      #expect(try await eventually { try await installation.pipeline.outbox.pending(of: mute).isEmpty })
    }
  }

  @Test("a delivery that takes too long is stopped, the others have their turn, and in the end people are told")
  func timeLimit() async throws {
    // Given a provider whose deliveries never end
    let installation = try TestInstallation()
    let (slow, quick) = (Self.honest[0], Self.honest[1])
    for provider in [slow, quick] { try await installation.pipeline.addProvider(provider) }
    let pipeline = installation.watching { folder in
      HookedWatchfolder(
        watchfolder: folder,
        beforeLeaving: { provider in
          if provider == slow { try await Task.sleep(for: .seconds(3600)) }
        })
    } _: {
      $0.workLimit = .milliseconds(300)
    }
    try installation.drop(Data("no zip, so that a report is left".utf8), for: slow)
    try await run(service(pipeline, [slow, quick])) {
      // When it has had its time, then the other is published.
      #expect(
        try await eventually { try await installation.seederWatchfolder.records(of: slow).contains { $0.attempts > 0 } }
      )
      try installation.drop(delivery(1), for: quick)
      #expect(try await eventually { try await published(quick, installation) == 1 })
    }
    // And after the third time it is a failure of ours, told once.
    while try await installation.seederWatchfolder.records(of: slow).contains(where: \.state.isUnfinished) {
      let error = await #expect(throws: BoxOfficeError.self) { try await pipeline.turn(slow) }
      #expect(error?.code == "delivery-too-slow")
    }
    let record = try #require(try await installation.seederWatchfolder.records(of: slow).first)
    #expect(record.state == .failed && record.attempts == 3 && record.failure?.contains("work.maxTime") == true)
    #expect(try await installation.pipeline.outbox.pending(of: slow).count { $0.kind == .failed } == 1)
  }

  @Test("of several unfinished deliveries the one that keeps failing does not hold up those behind it")
  func failingDelivery() async throws {
    let installation = try TestInstallation()
    let bad = try installation.folder.write(delivery(1), to: "bad.zip")
    let failing = try #require(try await installation.take(bad).newRecord, "it is new")
    let key = installation.seederWatchfolder.key(.default, failing.delivery, SeederWatchfolder.Name.zip)
    try await installation.seederWatchfolder.store.delete(key, version: nil)
    _ = try await installation.take(try installation.folder.write(delivery(2), to: "good.zip"))
    await #expect(throws: BoxOfficeError.self) { try await installation.pipeline.turn(.default) }
    #expect(try await installation.pipeline.turn(.default) == .work)
    #expect(
      try await installation.seederWatchfolder.records(of: .default).map(\.state) == [.taken, .published])
  }
}

extension Logger {
  static var silent: Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }
}

/// Deliveries that are made to do harm, each time with other bytes.
private struct Bombs: Sendable {
  private let folder: TemporaryFolder

  init(in folder: TemporaryFolder) throws { self.folder = folder }

  func next(_ number: Int) throws -> Data {
    switch number % 4 {
    case 0: try zipBomb(number)
    case 1: hugeRecord(number)
    case 2: FixtureDelivery.small.zip().dropLast(number % 60 + 5)
    default: Data(repeating: UInt8(truncatingIfNeeded: number), count: 100_000 + number)
    }
  }

  /// Three megabytes of zeros in three kilobytes.
  private func zipBomb(_ number: Int) throws -> Data {
    let path = folder("bomb-\(number).zip")
    let zip = try ZipWriter(path: path)
    for name in ["movies_metadata.csv", "ratings.csv"] {
      try zip.begin(name)
      try zip.write([UInt8](repeating: 0x30, count: 3_000_000 + number))
    }
    try zip.finish()
    return try Data(contentsOf: URL(fileURLWithPath: path))
  }

  /// A quote that is never closed, before two megabytes.
  private func hugeRecord(_ number: Int) -> Data {
    var delivery = FixtureDelivery.small
    delivery.movies += "False,,\"" + String(repeating: "x,\n", count: 700_000) + "\(number)\n"
    return delivery.zip()
  }
}

/// Who had a turn, in order, and how many had theirs while it waited.
private final class TurnDiary: Sendable {
  struct Entry: Sendable, CustomStringConvertible {
    let provider: String
    let overtakenBy: Int
    var description: String { "\(provider)+\(overtakenBy)" }
  }

  private let entries = Mutex<[Entry]>([])
  var all: [Entry] { entries.withLock { $0 } }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(diary: self) }
    logger.logLevel = .debug
    return logger
  }

  private struct Handler: LogHandler {
    let diary: TurnDiary
    var logLevel = Logger.Level.debug
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      guard let overtaken = event.metadata?["turn.overtakenBy"].flatMap({ Int("\($0)") }),
        let provider = event.metadata?["provider.name"]
      else { return }
      diary.entries.withLock { $0.append(Entry(provider: "\(provider)", overtakenBy: overtaken)) }
    }
  }
}
