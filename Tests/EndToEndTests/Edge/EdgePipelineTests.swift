import Database
import Domain
import Fixtures
import Foundation
import Logging
import Notifications
import Pipeline
import Seeder
import Synchronization
import Testing
import Watchfolders

/// An edge that can be purged or not, as a test says.
private final class SwitchedEdge: EdgeCache {
  let isBroken = Mutex(false)
  /// How many purges fail from now on.
  let failures = Mutex(0)
  let purges = Mutex<[EdgePurge]>([])

  var fetchDeadline: Duration { .zero }

  func purge(_ purge: EdgePurge) async throws {
    let fails = failures.withLock { left in
      left -= 1
      return left >= 0
    }
    if fails || isBroken.withLock({ $0 }) { throw EdgeCacheError.purgeFailed(purge, "the test says so") }
    purges.withLock { $0.append(purge) }
  }

  func check() async throws -> String { "" }
}

@Suite("The stages behind an edge")
struct EdgePipelineTests {
  private let installation: TestInstallation
  private let edge = SwitchedEdge()
  private let pipeline: Pipeline

  init() throws {
    let installation = try TestInstallation()
    self.installation = installation
    let whole = installation.pipeline
    pipeline = Pipeline(
      watchfolder: whole.watchfolder, seederWatchfolder: whole.seederWatchfolder, database: whole.database,
      publisher: Publisher(database: whole.database, edge: edge, lease: .zero, now: Timestamp.now),
      outbox: whole.outbox, lock: whole.lock, configuration: whole.configuration,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private func take(_ title: String) async throws {
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: title)
    _ = try await installation.take(try installation.folder.write(delivery.zip(), to: "\(title).zip"))
  }

  private func messages(_ kind: String) async throws -> Int {
    try await pipeline.outbox.pending(of: .default).count { $0.key.contains(kind) }
  }

  @Test("A delivery waits for an edge that cannot be purged, however often that is tried, and is told of once")
  func waiting() async throws {
    // given: edition 1 is live, and the edge breaks
    try await take("One")
    _ = try await pipeline.turn(.default)
    edge.isBroken.withLock { $0 = true }
    try await take("Two")

    // when: it is tried more often than a failure of ours is
    for _ in 0..<5 {
      #expect(await code { _ = try await pipeline.turn(.default) } == EdgeCacheError.purgeFailed)
    }

    // then
    let waiting = try await installation.database.publication(of: .default)
    #expect(waiting?.edition == 1 && waiting?.state == .live)
    let record = try #require(try await installation.seederWatchfolder.records(of: .default).last)
    #expect(record.state == .accepted && record.attempts == 0)
    #expect(try await messages("delayed") == 1)
    #expect(try await messages("failed") == 0)

    // when
    edge.isBroken.withLock { $0 = false }
    _ = try await pipeline.turn(.default)

    // then
    #expect(try await installation.database.publication(of: .default)?.edition == 2)
    #expect(try await installation.database.editions(of: .default).count == 2)
    let sequence = try #require(waiting?.sequence)
    #expect(edge.purges.withLock { $0.last } == EdgePurge(.current, of: .default, floor: sequence + 1))
  }

  @Test("What retention prunes is purged by its own tag; an edge that fails there holds up nothing")
  func pruned() async throws {
    for title in ["One", "Two", "Three"] {
      try await take(title)
      _ = try await pipeline.turn(.default)
    }
    edge.purges.withLock { $0 = [] }
    edge.failures.withLock { $0 = 1 }
    var retention = ProviderSettings.Retention()
    retention.keep = 1
    let plan = try await pipeline.prune(.default, retention: retention, dryRun: false)
    #expect(plan.editions.map(\.number) == [1, 2])
    #expect(edge.purges.withLock { $0 } == [EdgePurge(.edition(2), of: .default, floor: 0)])
  }

  @Test("A purge is tried again after pauses that grow, and given up after the last")
  func retries() async throws {
    let pauses = Mutex<[Duration]>([])
    let retrying = RetryingEdge(edge, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }) { pause in
      pauses.withLock { $0.append(pause) }
    }
    let purge = EdgePurge(.current, of: .default, floor: 3)
    edge.failures.withLock { $0 = 3 }
    try await retrying.purge(purge)
    #expect(pauses.withLock { $0 } == Array(RetryingEdge.pauses.prefix(3)))
    edge.isBroken.withLock { $0 = true }
    #expect(await code { try await retrying.purge(purge) } == EdgeCacheError.purgeFailed)
    #expect(pauses.withLock { $0.count } == 3 + RetryingEdge.pauses.count)
  }
}
