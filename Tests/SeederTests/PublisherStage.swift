import Database
import Domain
import Fixtures
import Seeder
import Synchronization
import Testing

/// A database with some ready editions and, at first, somebody who reads; a clock that stands until it is set, and waits
/// that are only noted.
final class PublisherStage: Sendable {
  let folder: TemporaryFolder
  let database: WatchedDatabase
  let clock: Mutex<Timestamp>
  let waits = Mutex<[Duration]>([])
  /// Who reads.
  let reader: Mutex<(any ReadingHold)?>

  init(editions: Int, on engine: DatabaseUnderTest = .sqlite) async throws {
    folder = try TemporaryFolder()
    let engine = try engine.open(folder)
    for number in 0..<editions {
      let writer = try await engine.begin(
        provider: provider, delivery: delivery, takenAt: Timestamp(secondsSinceEpoch: Int64(number)),
        modelDigest: delivery)
      _ = try await writer.finish(counts: EditionRecord.Counts())
    }
    database = WatchedDatabase(engine)
    reader = Mutex(try await engine.startReading())
    clock = Mutex(Timestamp(secondsSinceEpoch: 1_800_000_000))
  }

  func second(_ offset: Int64) -> Timestamp { Timestamp(secondsSinceEpoch: 1_800_000_000 + offset) }

  /// A publisher that calls `during` in its wait.
  func publisher(
    edge: (any EdgeCache)? = nil, forgetsEdge: Bool = false,
    _ during: @escaping @Sendable (Duration) async throws -> Void = { _ in }
  ) -> Publisher {
    Publisher(
      database: database, edge: edge, forgetsEdge: forgetsEdge, now: { self.clock.withLock { $0 } },
      sleep: { duration in
        try self.database.mayDie(isAfterwards: false)
        self.waits.withLock { $0.append(duration) }
        self.database.note(.waited(duration))
        try await during(duration)
        try self.database.mayDie(isAfterwards: true, counts: false)
      })
  }

  /// Each record follows from the one before it by one step of the protocol.
  func expectLegalHistory() {
    // Two tasks may note their steps in the other order than they made them.
    let history = database.history.withLock { $0 }.sorted { $0.sequence < $1.sequence }
    #expect(history.map(\.sequence) == Array(1...history.count))
    for (last, next) in zip(history, history.dropFirst()) {
      switch (last.state, next.state) {
      case (.live, .publishing):
        #expect(next.edition == last.edition && next.switchedAt == last.switchedAt && next.target != nil)
      case (.publishing, .publishing):
        #expect(last.edition != last.target && next.edition == last.target && next.target == last.target)
        #expect(next.switchedAt > last.switchedAt)
      case (.publishing, .live):
        // On the old edition only where an edge could not be purged.
        #expect(last.edition == last.target || last.hasEdge == true)
        #expect(next.edition == last.edition && next.target == nil)
        #expect(next.switchedAt == last.switchedAt)
      case (.live, .withdrawn), (.publishing, .withdrawn):
        #expect(next.edition == last.edition && next.switchedAt == last.switchedAt && next.target == nil)
      case (.withdrawn, .publishing):
        // Nothing was served, so that there is nothing to go on with.
        #expect(next.edition == next.target && next.switchedAt > last.switchedAt)
      case (.live, .live), (.withdrawn, .live), (.withdrawn, .withdrawn): Issue.record("\(last) then \(next)")
      }
    }
  }
}

/// At which call the process dies: before or after what it does.
struct Fault: Sendable {
  var call: Int
  var isAfterwards: Bool
}

/// A database that remembers the publication records it stored, and at one call throws as if the process had died.
final class WatchedDatabase: EditionDatabase {
  /// What was done, in its order.
  enum Event: Equatable {
    case waited(Duration)
    case purged(EdgePurge)
    case stored(PublicationRecord)
  }

  private let engine: any EditionDatabase
  let events = Mutex<[Event]>([])
  let history = Mutex<[PublicationRecord]>([])
  let fault = Mutex<Fault?>(nil)
  /// Runs before each question whether anybody reads.
  let beforeAsking = Mutex<(@Sendable () async -> Void)?>(nil)

  init(_ engine: any EditionDatabase) { self.engine = engine }

  func note(_ event: Event) { events.withLock { $0.append(event) } }

  /// Counts a call and throws if it is the one.
  func mayDie(isAfterwards: Bool, counts: Bool = true) throws {
    try fault.withLock { fault in
      guard fault != nil else { return }
      if counts, !isAfterwards { fault!.call -= 1 }
      if fault!.call == 0, fault!.isAfterwards == isAfterwards {
        throw BoxOfficeError(code: "killed", message: "killed")
      }
    }
  }

  private func watched<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
    try mayDie(isAfterwards: false)
    let result = try await body()
    try mayDie(isAfterwards: true)
    return result
  }

  func editions(of provider: ProviderID) async throws -> [EditionRecord] { try await engine.editions(of: provider) }

  func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) async throws -> any EditionWriter {
    try await engine.begin(provider: provider, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
  }

  func open(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader {
    try await engine.open(number, of: provider)
  }

  func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) async throws {
    try await watched { try await engine.markPublished(number, of: provider, at: time) }
  }

  func prune(_ number: EditionNumber, of provider: ProviderID) async throws {
    try await engine.prune(number, of: provider)
  }

  func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) async throws {
    try await engine.pin(number, of: provider, at: time)
  }

  func startReading() async throws -> any ReadingHold { try await engine.startReading() }

  func mayBeRead() async -> Bool {
    if let body = beforeAsking.withLock({ $0 }) { await body() }
    return await engine.mayBeRead()
  }

  func publication(of provider: ProviderID) async throws -> PublicationRecord? {
    try await watched { try await engine.publication(of: provider) }
  }

  func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool {
    try await watched {
      let hasReplaced = try await engine.replacePublication(of: provider, expected: expected, with: record)
      if hasReplaced {
        history.withLock { $0.append(record) }
        note(.stored(record))
      }
      return hasReplaced
    }
  }
}

/// An edge that notes what it is told, and fails or dies as a test wants it to.
struct WatchedEdge: EdgeCache {
  static let deadline = Duration.seconds(7)

  let database: WatchedDatabase
  /// Whether the next purges fail.
  let isFailing = Failing()

  final class Failing: Sendable {
    let value = Mutex(false)
  }

  var fetchDeadline: Duration { Self.deadline }

  func purge(_ purge: EdgePurge) async throws {
    try database.mayDie(isAfterwards: false)
    if isFailing.value.withLock({ $0 }) { throw EdgeCacheError.purgeFailed(purge, "it was told to") }
    database.note(.purged(purge))
    try database.mayDie(isAfterwards: true)
  }

  func check() async throws -> String { "" }
}
