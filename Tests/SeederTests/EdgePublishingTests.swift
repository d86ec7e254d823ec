import Database
import Domain
import Fixtures
import Seeder
import Synchronization
import Testing

@Suite("Publishing behind an edge", .ownThreads)
struct EdgePublishingTests {
  /// A stage on which edition 1 is live behind the edge, and what happened until then is forgotten.
  private func begun(editions: Int = 3) async throws -> (PublisherStage, WatchedEdge) {
    let stage = try await PublisherStage(editions: editions)
    let edge = WatchedEdge(database: stage.database)
    _ = try await stage.publisher(edge: edge).publish(1, of: provider)
    stage.database.events.withLock { $0 = [] }
    return (stage, edge)
  }

  private func record(
    _ sequence: Int, _ edition: EditionNumber, _ state: PublicationRecord.State, at second: Timestamp,
    target: EditionNumber? = nil
  ) -> PublicationRecord {
    PublicationRecord(
      sequence: sequence, edition: edition, state: state, switchedAt: second, target: target, hasEdge: true)
  }

  @Test("Prepare, wait for readers and fetches, purge, switch, wait for readers, live: in this order")
  func order() async throws {
    let (stage, edge) = try await begun()
    let (first, second) = (stage.second(0), stage.second(60))
    stage.clock.withLock { $0 = second }
    _ = try await stage.publisher(edge: edge).publish(2, of: provider)
    #expect(
      stage.database.events.withLock { $0 } == [
        .stored(record(3, 1, .publishing, at: first, target: 2)),
        .waited(.seconds(1) + WatchedEdge.deadline),
        .purged(EdgePurge(.current, of: provider, floor: 3)),
        .stored(record(4, 2, .publishing, at: second, target: 2)),
        .waited(.seconds(1)),
        .stored(record(5, 2, .live, at: second)),
      ])
  }

  @Test("The first edition of all begins with an edge that has nothing of the provider")
  func first() async throws {
    let stage = try await PublisherStage(editions: 1)
    _ = try await stage.publisher(edge: WatchedEdge(database: stage.database)).publish(1, of: provider)
    #expect(stage.database.events.withLock { $0.first } == .purged(EdgePurge(.all, of: provider, floor: 0)))
  }

  @Test("While nobody reads the edge's fetches are waited for all the same: a process that died may have answered them")
  func nobodyReads() async throws {
    let (stage, edge) = try await begun()
    stage.reader.withLock { $0 = nil }
    stage.waits.withLock { $0 = [] }
    _ = try await stage.publisher(edge: edge).publish(2, of: provider)
    #expect(stage.waits.withLock { $0 } == [WatchedEdge.deadline])
  }

  @Test("A purge that fails leaves the old edition live, and a later publication succeeds", arguments: [2, 1])
  func failingPurge(target: EditionNumber) async throws {
    // given: edition 1 or, for a rollback to it, edition 2 is live
    let (stage, edge) = try await begun()
    let old = target == 2 ? 1 : 2
    if old == 2 { _ = try await stage.publisher(edge: edge).publish(2, of: provider) }
    let before = try #require(try await stage.database.publication(of: provider))

    // when
    edge.isFailing.value.withLock { $0 = true }
    let failure = await code { _ = try await stage.publisher(edge: edge).publish(target, of: provider) }

    // then
    #expect(failure == EdgeCacheError.purgeFailed)
    let left = try #require(try await stage.database.publication(of: provider))
    #expect(left == record(before.sequence + 2, old, .live, at: before.switchedAt))

    edge.isFailing.value.withLock { $0 = false }
    #expect(try await stage.publisher(edge: edge).publish(target, of: provider).edition == target)
    stage.expectLegalHistory()
    stage.expectPurgedBeforeEachSwitch()
  }

  @Test(
    "A crash before or after any step is finished by the next start, with a purge of its own", arguments: 1...9,
    [false, true])
  func crash(_ call: Int, _ isAfterwards: Bool) async throws {
    let (stage, edge) = try await begun()
    stage.database.fault.withLock { $0 = Fault(call: call, isAfterwards: isAfterwards) }
    let hasDied = await code { _ = try await stage.publisher(edge: edge).publish(2, of: provider) } == "killed"
    stage.database.fault.withLock { $0 = nil }
    let left = try await stage.database.publication(of: provider)
    stage.database.events.withLock { $0.append(.waited(.zero)) }  // where the next process begins
    let recovered = try await stage.publisher(edge: edge).recover(provider)
    #expect(hasDied == (call <= 8))
    #expect(recovered?.state == .live)
    #expect(recovered?.edition == (left?.sequence == 2 ? 1 : 2))
    #expect(try await stage.publisher(edge: edge).publish(3, of: provider).edition == 3)
    stage.expectLegalHistory()
    stage.expectPurgedBeforeEachSwitch()
  }

  @Test("A crash while the purge fails ends on the old edition, whichever process takes it back")
  func crashOfFailing() async throws {
    let (stage, edge) = try await begun()
    edge.isFailing.value.withLock { $0 = true }
    // The fifth call takes the publication back: 1 read, 2 prepare, 3 wait, 4 purge.
    stage.database.fault.withLock { $0 = Fault(call: 5, isAfterwards: false) }
    #expect(await code { _ = try await stage.publisher(edge: edge).publish(2, of: provider) } == "killed")
    stage.database.fault.withLock { $0 = nil }
    #expect(try await stage.database.publication(of: provider)?.state == .publishing)
    #expect(await code { _ = try await stage.publisher(edge: edge).recover(provider) } == EdgeCacheError.purgeFailed)
    let left = try await stage.database.publication(of: provider)
    #expect(left?.edition == 1 && left?.state == .live)
  }

  @Test("Who was taken over while it purged does not switch by its old purge")
  func overtaken() async throws {
    let (stage, edge) = try await begun()
    // given: a publisher whose purge fails, but only after another has found the same, taken it back and tried again
    edge.isFailing.value.withLock { $0 = true }
    let slow = stage.publisher(edge: edge) { duration in
      guard duration > .seconds(1) else { return }
      _ = await code { _ = try await stage.publisher(edge: edge).recover(provider) }
      edge.isFailing.value.withLock { $0 = false }
    }
    let outcome = await code { _ = try await slow.publish(2, of: provider) }
    #expect(outcome == "publication-conflict")
    #expect(try await stage.database.publication(of: provider)?.edition == 1)
    stage.expectLegalHistory()
    stage.expectPurgedBeforeEachSwitch()
  }

  @Test("A withdrawal purges everything of the provider, and says if it could not; repeated it does the rest")
  func withdraw() async throws {
    let (stage, edge) = try await begun()
    edge.isFailing.value.withLock { $0 = true }
    #expect(
      await code { try await stage.publisher(edge: edge).withdraw(provider) } == EdgeCacheError.purgeFailed)
    #expect(try await stage.database.publication(of: provider)?.state == .withdrawn)
    edge.isFailing.value.withLock { $0 = false }
    stage.database.events.withLock { $0 = [] }
    try await stage.publisher(edge: edge).withdraw(provider)
    let all = WatchedDatabase.Event.purged(EdgePurge(.all, of: provider, floor: 3))
    #expect(stage.database.events.withLock { $0 } == [.waited(.seconds(1) + WatchedEdge.deadline), all])

    // What is published after it begins with a purge too: the withdrawal may have died before its own.
    stage.database.events.withLock { $0 = [] }
    _ = try await stage.publisher(edge: edge).publish(1, of: provider)
    #expect(stage.database.events.withLock { $0[1] } == all)
  }

  @Test("A process that knows of no edge may not publish what has one, unless the edge is gone")
  func withoutEdge() async throws {
    let (stage, edge) = try await begun()
    let before = try await stage.database.publication(of: provider)
    let ignorant = stage.publisher()
    #expect(await code { _ = try await ignorant.publish(2, of: provider) } == "edge-not-configured")
    #expect(await code { try await ignorant.withdraw(provider) } == "edge-not-configured")
    #expect(try await stage.database.publication(of: provider) == before)

    let record = try await stage.publisher(forgetsEdge: true).publish(2, of: provider)
    #expect(record.edition == 2 && record.hasEdge == nil)
    #expect(try await ignorant.publish(1, of: provider).edition == 1)

    // With an edge again, even the same edition is published anew: the edge may have answers of its earlier life.
    stage.database.events.withLock { $0 = [] }
    let again = try await stage.publisher(edge: edge).publish(1, of: provider)
    #expect(again.edition == 1 && again.state == .live && again.hasEdge == true)
    #expect(stage.database.events.withLock { $0[1] } == .purged(EdgePurge(.all, of: provider, floor: 8)))
    stage.expectLegalHistory()
  }

  @Test("A pruned edition is purged by its own tag")
  func pruned() async throws {
    let (stage, edge) = try await begun()
    try await stage.publisher(edge: edge).purge(pruned: 2, of: provider)
    try await stage.publisher().purge(pruned: 2, of: provider)
    #expect(stage.database.events.withLock { $0 } == [.purged(EdgePurge(.edition(2), of: provider, floor: 0))])
    #expect(EdgePurge(.edition(2), of: provider, floor: 0).tag.description == "\(provider)/@2")
  }
}

extension PublisherStage {
  /// Each switch to another edition comes after a purge that named the sequence of the record before it.
  func expectPurgedBeforeEachSwitch() {
    var last: PublicationRecord?
    var purged: EdgePurge?
    for event in database.events.withLock({ $0 }) {
      switch event {
      case .waited: break
      case .purged(let purge): purged = purge
      case .stored(let record):
        if let last, record.edition != last.edition {
          #expect(purged == EdgePurge(.current, of: provider, floor: last.sequence), "\(record)")
          purged = nil
        }
        last = record
      }
    }
  }
}
