import Domain
import Fixtures
import Foundation
import Logging
import Notifications
import Pipeline
import Synchronization
import Testing
import Watchfolders

@Suite("An overdue delivery is told once")
struct OverdueTests {
  private let installation: TestInstallation
  private let clock = SettableClock()

  init() async throws {
    installation = try TestInstallation()
    clock.set("2026-01-20T12:00:00.000Z")
  }

  /// A process that was started just now.
  private var pipeline: Pipeline { installation.watching(now: { [clock] in clock.now }) }

  private func set(_ changes: (String, String?)...) async throws {
    try await installation.seederWatchfolder.changeSettings(of: .default, at: clock.now) {
      try $0.changed(by: changes.map { (key: $0.0, value: $0.1) }, at: clock.now)
    }
  }

  private func messages() async throws -> [Notifications.Notification] {
    try await installation.pipeline.outbox.pending(of: .default).filter { $0.kind == .overdue }
  }

  /// Looks as often as a service would, by processes that were restarted each time.
  private func look(at moment: String) async throws {
    clock.set(moment)
    for _ in 1...3 { try await pipeline.noticeOverdue(.default) }
  }

  private func deliver(_ zip: Data) async throws -> DeliveryRecord.State? {
    let path = try installation.folder.write(zip, to: "upload.zip")
    let taken = try await pipeline.ingest(copyOf: path, of: .default, progress: nil, waiting: {})
    guard case .new(let record) = taken else { return nil }
    return record.state
  }

  @Test("for each expected period, however often it is looked at; the next delivery ends it")
  func oncePerPeriod() async throws {
    // Given a delivery a month, expected by the 5th with two days of grace
    try await set(("rhythm", "monthly"), ("rhythm.day", "5"), ("rhythm.grace", "2d"))
    try await look(at: "2026-02-07T23:59:59.999Z")
    #expect(try await messages().isEmpty)
    // When the deadline has passed, it is told once
    try await look(at: "2026-02-08T00:00:00.000Z")
    try await look(at: "2026-02-20T00:00:00.000Z")
    #expect(try await messages().map(\.key) == ["20260206T000000000Z-overdue"])
    // and not again when everybody has it.
    let sink = CollectingSink()
    await pipeline.deliverNotifications(to: [sink], of: .default)
    try await look(at: "2026-03-01T00:00:00.000Z")
    await pipeline.deliverNotifications(to: [sink], of: .default)
    #expect(sink.keys == ["20260206T000000000Z-overdue"])
    // The next month is another period.
    try await look(at: "2026-03-09T00:00:00.000Z")
    #expect(try await messages().map(\.key) == ["20260306T000000000Z-overdue"])
    #expect(try await messages().first?.body.contains("2 expected deliveries have not come") == true)
    // A delivery ends it, and its own period too: the next is told a month later.
    #expect(try await deliver(FixtureDelivery.small.zip()) == .published)
    #expect(try await pipeline.rhythmStanding(of: .default)?.overdue == nil)
    try await look(at: "2026-04-07T23:59:59.000Z")
    #expect(try await messages().count == 1)
    try await look(at: "2026-04-08T00:00:00.000Z")
    #expect(try await messages().map(\.key).last == "20260406T000000000Z-overdue")
    #expect(try await messages().last?.body.contains("was taken on 2026-03-09") == true)
  }

  @Test("after months in which nobody looked, only the newest is told, with how many are missing")
  func downtime() async throws {
    try await set(("rhythm", "monthly"))
    try await look(at: "2026-06-15T00:00:00.000Z")
    #expect(try await messages().map(\.key) == ["20260601T000000000Z-overdue"])
    #expect(try await messages().first?.body.contains("5 expected deliveries have not come") == true)
  }

  @Test("a rejected delivery does not end it, the same bytes again do not either; an upload that waits holds it back")
  func whatCounts() async throws {
    try await set(("rhythm", "monthly"), ("rhythm.day", "5"), ("rhythm.grace", "0s"))
    #expect(try await deliver(FixtureDelivery.small.zip()) == .published)
    clock.set("2026-03-03T00:00:00.000Z")
    #expect(try await deliver(Data("no zip".utf8)) == .rejected)
    #expect(try await deliver(FixtureDelivery.small.zip()) == nil)
    try installation.drop(FixtureDelivery.small.zip())
    try await look(at: "2026-03-06T00:00:00.000Z")
    #expect(try await messages().isEmpty)
    try FileManager.default.removeItem(atPath: installation.folder("watchfolder/default/data.zip"))
    try await look(at: "2026-03-06T00:00:00.000Z")
    #expect(try await messages().count == 1)
    #expect(try await messages().first?.body.contains("and was rejected") == true)
  }

  @Test("a rhythm that is changed is counted from then, and one that is taken back is over")
  func changedRhythm() async throws {
    try await set(("rhythm", "monthly"), ("rhythm.day", "5"), ("rhythm.grace", "0s"))
    try await look(at: "2026-02-06T00:00:00.000Z")
    try await set(("rhythm.day", "4"))
    try await look(at: "2026-02-28T00:00:00.000Z")
    #expect(try await messages().count == 1)
    try await set(("rhythm", nil))
    try await look(at: "2026-05-28T00:00:00.000Z")
    #expect(try await messages().count == 1)
    #expect(try await pipeline.noticeOverdue(.default) == nil)
  }

  @Test("a service tells at the deadline, not at the next scan")
  func service() async throws {
    // Given a service that scans only in an hour, and a deadline in a moment
    try await set(("rhythm", "monthly"), ("rhythm.day", "5"), ("rhythm.grace", "0s"))
    let start = ContinuousClock.now
    let nearly = Timestamp("2026-02-05T23:59:59.000Z")!
    let pipeline = installation.watching(
      now: { nearly.adding(ContinuousClock.now - start) },
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let sink = CollectingSink()
    let service = PipelineService(
      pipeline: pipeline, channels: [sink], scanInterval: .seconds(3600), turns: TurnQueue(atOnce: 1),
      providers: { [.default] }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let running = Task { try await service.run() }
    #expect(try await eventually { sink.keys == ["20260206T000000000Z-overdue"] })
    running.cancel()
    _ = await running.result
  }
}

private final class SettableClock: Sendable {
  private let moment = Mutex(Timestamp(secondsSinceEpoch: 0))
  var now: Timestamp { moment.withLock { $0 } }
  func set(_ text: String) { moment.withLock { $0 = Timestamp(text)! } }
}

private final class CollectingSink: NotificationSink {
  let name = "collecting"
  private let received = Mutex<[String]>([])
  var keys: [String] { received.withLock { $0 } }
  func deliver(_ notification: Notifications.Notification) async throws {
    if notification.kind == .overdue { received.withLock { $0.append(notification.key) } }
  }
}
