import Database
import Domain
import Fixtures
import Foundation
import Logging
import Notifications
import Pipeline
import Synchronization
import Testing
import Watchfolders

@Suite("The pipeline finishes what it began, once")
struct PipelineTests {
  private func delivery(_ title: String) -> Data {
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: title)
    return delivery.zip()
  }

  private func messages(_ installation: TestInstallation, _ kind: Notifications.Notification.Kind) async throws
    -> [Notifications.Notification]
  {
    try await installation.pipeline.outbox.pending(of: .default).filter { $0.kind == kind }
  }

  @Test("broken down before or after any call, a restart ends in the same state", arguments: Faults.Moment.allCases)
  func breakdowns(moment: Faults.Moment) async throws {
    let zip = delivery("Alpha")
    var nth = 0
    while true {
      nth += 1
      // Given a machine that breaks down at its nth call while a second delivery is worked …
      let faults = Faults(at: nth, moment)
      let installation = try TestInstallation()
      _ = try await installation.ingest(delivery("First"))
      let broken = try installation.breaking(faults)
      do { _ = try await broken.ingest(zip) } catch is Faults.Breakdown {} catch {
        // A stage may wrap the breakdown in an error of its own.
        #expect(faults.struck, "\(error)")
      }
      // … when it is started again, and the delivery is sent again if nobody had it yet …
      try await installation.takeTurns()
      if try await installation.seederWatchfolder.records(of: .default).count < 2 {
        _ = try await installation.ingest(zip)
      }
      // … then there is exactly one new edition, it is current, and it was announced once.
      let editions = try await installation.database.editions(of: .default)
      let publication = try await installation.database.publication(of: .default)
      #expect(editions.map(\.state) == [.ready, .ready], "call \(nth): \(editions)")
      #expect(publication?.edition == 2 && publication?.state == .live, "call \(nth): \(publication as Any)")
      let records = try await installation.seederWatchfolder.records(of: .default)
      #expect(records.map(\.state) == [.published, .published], "call \(nth): \(records)")
      #expect(try await messages(installation, .published).count == 2, "call \(nth)")
      if !faults.struck { break }
    }
    // The whole way of a delivery makes some dozens of calls: fewer would mean that nothing was broken.
    #expect(nth > 40)
  }

  @Test("a delivery is told to be received before it is told to be published, though both be in one second")
  func orderOfMessages() async throws {
    let installation = try TestInstallation()
    _ = try await installation.ingest(delivery("Alpha"))
    let told = try await installation.pipeline.outbox.pending(of: .default)
    #expect(told.map(\.kind) == [.received, .published])
  }

  @Test(
    "broken down while a bad delivery is looked at, a restart still rejects it and says so once",
    arguments: Faults.Moment.allCases)
  func breakdownsOfRejections(moment: Faults.Moment) async throws {
    var nth = 0
    while true {
      nth += 1
      let faults = Faults(at: nth, moment)
      let installation = try TestInstallation()
      let broken = try installation.breaking(faults)
      let zip = Data("no zip".utf8)
      do { _ = try await broken.ingest(zip) } catch { #expect(faults.struck, "\(error)") }
      try await installation.takeTurns()
      if try await installation.seederWatchfolder.records(of: .default).isEmpty {
        _ = try await installation.ingest(zip)
      }
      let records = try await installation.seederWatchfolder.records(of: .default)
      #expect(records.map(\.state) == [.rejected], "call \(nth): \(records)")
      #expect(try await messages(installation, .rejected).count == 1, "call \(nth)")
      if !faults.struck { break }
    }
    #expect(nth > 10)
  }

  @Test("a failure of ours is noted, tried again, and told after the third time; the delivery can then be sent again")
  func failures() async throws {
    let installation = try TestInstallation()
    let path = try installation.folder.write(delivery("Alpha"), to: "upload.zip")
    let record = try #require(try await installation.take(path).newRecord, "it is new")
    // The tables that the manifest promises are gone.
    let key = installation.seederWatchfolder.key(.default, record.delivery, SeederWatchfolder.Name.zip)
    try await installation.seederWatchfolder.store.put(key, .data(Data("damaged on disk".utf8)))
    try await installation.seederWatchfolder.store.delete(key, version: nil)
    for attempt in 1...3 {
      await #expect(throws: BoxOfficeError.self) { try await installation.pipeline.turn(.default) }
      let noted = try await installation.seederWatchfolder.record(of: record.delivery, .default)
      #expect(noted?.attempts == attempt)
      #expect(noted?.state == (attempt < 3 ? .taken : .failed))
    }
    #expect(try await messages(installation, .failed).count == 1)
    try await installation.takeTurns()
    let again = try #require(
      try await installation.ingest(delivery("Alpha")).newRecord, "a failed delivery is worked again")
    #expect(again.state == .published)
  }

  @Test("an ingest tells of the earlier delivery that it finishes first, and then of its own")
  func progress() async throws {
    // Given a delivery that was taken, and left.
    let installation = try TestInstallation()
    let early = try installation.folder.write(delivery("Early"), to: "early.zip")
    let first = try #require(try await installation.take(early).newRecord, "it is new")
    let steps = Mutex<[String]>([])
    let path = try installation.folder.write(delivery("Late"), to: "late.zip")
    // When the next one is ingested
    let taken = try await installation.pipeline.ingest(
      copyOf: path, of: .default,
      progress: { step in
        switch step {
        case .taken(let record): steps.withLock { $0.append("taken \(record.delivery)") }
        case .began(.take): steps.withLock { $0.append("take") }
        case .began, .validating: break
        }
      }, waiting: {})
    let second = try #require(taken.newRecord, "it is new")
    // Then at any moment it is known whose work would be left.
    #expect(steps.withLock { $0 } == ["taken \(first.delivery)", "take", "taken \(second.delivery)"])
    #expect(second.edition == 2)
  }

  @Test("a delivery taken earlier never replaces one that was published since")
  func lateDelivery() async throws {
    let installation = try TestInstallation()
    let path = try installation.folder.write(delivery("Late"), to: "late.zip")
    let late = try #require(try await installation.take(path).newRecord, "it is new")
    // The newer one overtakes it: another worker published it meanwhile.
    let newer = try installation.folder.write(delivery("Newer"), to: "newer.zip")
    let record = try #require(try await installation.take(newer).newRecord, "it is new")
    #expect(try await installation.pipeline.work(record, of: .default).state == .published)
    #expect(try await installation.pipeline.work(late, of: .default).state == .superseded)
    #expect(try await installation.database.publication(of: .default)?.edition == 1)
  }

  @Test("who lost the lock on a provider neither builds nor publishes, and the next one does", arguments: [0, 1])
  func lostLock(_ confirmations: Int) async throws {
    // given
    let installation = try TestInstallation()
    let whole = installation.pipeline
    let lock = LosingLock(lock: whole.lock, confirmations: confirmations)
    let pipeline = Pipeline(
      watchfolder: whole.watchfolder, seederWatchfolder: whole.seederWatchfolder, database: whole.database,
      publisher: whole.publisher, outbox: whole.outbox, lock: lock, configuration: whole.configuration,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    _ = try await installation.take(try installation.folder.write(delivery("Alpha"), to: "upload.zip"))

    // when
    let failure = await code { _ = try await pipeline.turn(.default) }

    // then
    #expect(failure == WorkLockError.lost)
    #expect(try await installation.database.editions(of: .default).count == confirmations)
    #expect(try await installation.database.publication(of: .default) == nil)
    #expect(try await installation.seederWatchfolder.records(of: .default).map(\.attempts) == [0])

    // when
    _ = try await whole.turn(.default)

    // then
    #expect(try await installation.database.publication(of: .default)?.edition == 1)
    #expect(try await installation.database.editions(of: .default).map(\.state) == [.ready])
  }

  /// A lock that is lost after so many confirmations.
  private final class LosingLock: WorkLock {
    private let lock: any WorkLock
    private let left: Mutex<Int>

    init(lock: any WorkLock, confirmations: Int) {
      self.lock = lock
      left = Mutex(confirmations)
    }

    func acquire(_ name: String) async throws -> (any WorkLockHold)? { try await lock.acquire(name) }

    func confirm(_ name: String) async throws {
      try left.withLock { left in
        left -= 1
        if left < 0 { throw BoxOfficeError(code: WorkLockError.lost, message: "") }
      }
    }
  }

  @Test("the same bytes make nothing new while current; rejected or older, they are worked again")
  func sameBytes() async throws {
    let installation = try TestInstallation()
    _ = try await installation.ingest(delivery("One"))
    guard case .same = try await installation.ingest(delivery("One")) else {
      Issue.record("it is current")
      return
    }
    _ = try await installation.ingest(delivery("Two"))
    let again = try #require(try await installation.ingest(delivery("One")).newRecord, "it is no longer current")
    #expect(again.edition == 3)
    for _ in 1...2 {
      let rejected = try #require(
        try await installation.ingest(Data("no zip".utf8)).newRecord, "a rejected delivery is looked at again")
      #expect(rejected.state == .rejected)
    }
    #expect(try await messages(installation, .rejected).count == 2)
    #expect(try await installation.database.publication(of: .default)?.edition == 3)
  }

  @Test("a delivery without links.csv uses the newest one kept; the first of all leaves votes out")
  func reusedLinks() async throws {
    let installation = try TestInstallation()
    var unlinked = FixtureDelivery.small
    unlinked.links = nil
    _ = try await installation.ingest(unlinked.zip())
    #expect(try await installation.database.editions(of: .default).last?.counts.votes == 0)
    _ = try await installation.ingest(delivery("With links"))
    unlinked.movies = unlinked.movies.replacingOccurrences(of: "Beta", with: "Without links")
    _ = try await installation.ingest(unlinked.zip())
    #expect(try await installation.database.editions(of: .default).last?.counts.votes == 5)
  }

  @Test("films that went missing reject the delivery, and the current edition stays")
  func shrink() async throws {
    let installation = try TestInstallation()
    _ = try await installation.ingest(FixtureDelivery.small.zip())
    var short = FixtureDelivery.small
    short.movies = short.movies.split(separator: "\n").prefix(2).joined(separator: "\n") + "\n"
    let record = try #require(try await installation.ingest(short.zip()).newRecord, "it is new")
    #expect(record.state == .rejected)
    #expect(try await installation.database.publication(of: .default)?.edition == 1)
  }

  @Test("one delivery after another, what the store keeps is what the manifest says, and the parser alone agrees")
  func manifest() async throws {
    let installation = try TestInstallation()
    let record = try #require(try await installation.ingest(FixtureDelivery.small.zip()).newRecord, "it is new")
    let store = installation.seederWatchfolder
    let manifest = try #require(try await store.manifest(of: record.delivery, .default))
    #expect(manifest.parts.count { $0.name.hasSuffix(".csv") } == 6)
    for part in manifest.parts {
      let data = try #require(try await store.store.data(store.key(.default, record.delivery, part.name)))
      #expect(FileDigest.sha256(data) == part.sha256 && Int64(data.count) == part.bytes, "\(part.name)")
    }
  }
}
