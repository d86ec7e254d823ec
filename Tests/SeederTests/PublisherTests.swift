import Database
import Domain
import Fixtures
import Seeder
import Synchronization
import Testing

@Suite("Publishing", .ownThreads)
struct PublisherTests {
  @Test(
    "The first edition, the next and a rollback each go through publishing to live", arguments: DatabaseUnderTest.all)
  func publish(_ engine: DatabaseUnderTest) async throws {
    let stage = try await PublisherStage(editions: 2, on: engine)
    let publisher = stage.publisher()

    let first = try await publisher.publish(1, of: provider)
    #expect(first == PublicationRecord(sequence: 2, edition: 1, state: .live, switchedAt: stage.second(0)))
    stage.clock.withLock { $0 = stage.second(60) }
    let second = try await publisher.publish(2, of: provider)
    #expect(second == PublicationRecord(sequence: 5, edition: 2, state: .live, switchedAt: stage.second(60)))
    stage.clock.withLock { $0 = stage.second(120) }
    let back = try await publisher.publish(1, of: provider)
    #expect(back == PublicationRecord(sequence: 8, edition: 1, state: .live, switchedAt: stage.second(120)))

    #expect(try await stage.database.publication(of: provider) == back)
    #expect(
      stage.database.history.withLock { $0 } == [
        PublicationRecord(sequence: 1, edition: 1, state: .publishing, switchedAt: stage.second(0), target: 1), first,
        PublicationRecord(sequence: 3, edition: 1, state: .publishing, switchedAt: stage.second(0), target: 2),
        PublicationRecord(sequence: 4, edition: 2, state: .publishing, switchedAt: stage.second(60), target: 2), second,
        PublicationRecord(sequence: 6, edition: 2, state: .publishing, switchedAt: stage.second(60), target: 1),
        PublicationRecord(sequence: 7, edition: 1, state: .publishing, switchedAt: stage.second(120), target: 1), back,
      ])
    #expect(stage.waits.withLock { $0 } == Array(repeating: .seconds(1), count: 3))
    let editions = try await stage.database.editions(of: provider)
    #expect(editions.map(\.publishedAt) == [stage.second(0), stage.second(60)])  // the first time each
  }

  @Test("The wait comes between the switch and live")
  func order() async throws {
    let stage = try await PublisherStage(editions: 2)
    _ = try await stage.publisher().publish(1, of: provider)
    let seen = Mutex<[PublicationRecord?]>([])
    let publisher = stage.publisher { _ in
      let record = try await stage.database.publication(of: provider)
      seen.withLock { $0.append(record) }
    }
    _ = try await publisher.publish(2, of: provider)
    #expect(seen.withLock { $0.map { $0?.edition } } == [2])
    #expect(seen.withLock { $0.map { $0?.state } } == [.publishing])
  }

  @Test("While nobody reads nothing is waited for, in a publication, a rollback and a recovery")
  func nobodyReads() async throws {
    let stage = try await PublisherStage(editions: 2)
    stage.reader.withLock { $0 = nil }
    for number in [1, 2, 1] { _ = try await stage.publisher().publish(number, of: provider) }
    // A publication that dies as soon as it has switched
    stage.database.fault.withLock { $0 = Fault(call: 3, isAfterwards: true) }
    #expect(await code { _ = try await stage.publisher().publish(2, of: provider) } == "killed")
    stage.database.fault.withLock { $0 = nil }
    #expect(try await stage.database.publication(of: provider)?.state == .publishing)
    #expect(try await stage.publisher().recover(provider)?.edition == 2)
    #expect(stage.waits.withLock { $0 }.isEmpty)
    stage.expectLegalHistory()
  }

  @Test("It asks who reads after the switch: who begins between the two is waited for, and reads the new edition")
  func readerBetweenSwitchAndQuestion() async throws {
    let stage = try await PublisherStage(editions: 2)
    stage.reader.withLock { $0 = nil }
    _ = try await stage.publisher().publish(1, of: provider)
    let seen = Mutex<[PublicationRecord?]>([])
    stage.database.beforeAsking.withLock {
      $0 = {
        let reader = try? await stage.database.startReading()
        stage.reader.withLock { $0 = reader }
        let record = try? await stage.database.publication(of: provider)
        seen.withLock { $0.append(record) }
      }
    }
    _ = try await stage.publisher().publish(2, of: provider)
    #expect(seen.withLock { $0.map { $0?.edition } } == [2])
    #expect(stage.waits.withLock { $0 } == [.seconds(1)])
  }

  @Test("Publishing what is current already changes nothing")
  func again() async throws {
    let stage = try await PublisherStage(editions: 1)
    let first = try await stage.publisher().publish(1, of: provider)
    #expect(try await stage.publisher().publish(1, of: provider) == first)
    #expect(try await stage.publisher().recover(provider) == first)
    #expect(stage.waits.withLock { $0.count } == 1)
  }

  @Test("Recovering where nothing was published finds nothing")
  func nothing() async throws {
    let stage = try await PublisherStage(editions: 1)
    #expect(try await stage.publisher().recover(provider) == nil)
  }

  @Test("Switch times rise by whole seconds, whatever the clock does")
  func clock() async throws {
    let stage = try await PublisherStage(editions: 2)
    let publisher = stage.publisher()
    var times: [Timestamp] = []
    for (number, offset) in [(1, 0), (2, 0), (1, 0), (2, -1000), (1, 500), (2, 500)] as [(Int, Int64)] {
      stage.clock.withLock {
        $0 = Timestamp(millisecondsSinceEpoch: stage.second(offset).millisecondsSinceEpoch + 999)
      }
      times.append(try await publisher.publish(number, of: provider).switchedAt)
    }
    #expect(times == [0, 1, 2, 3, 500, 501].map { stage.second($0) })
  }

  @Test("What is not ready cannot be published, and the old edition stays live")
  func notReady() async throws {
    let stage = try await PublisherStage(editions: 2)
    let first = try await stage.publisher().publish(1, of: provider)
    try await stage.database.prune(2, of: provider)
    #expect(await code { _ = try await stage.publisher().publish(2, of: provider) } == EditionDatabaseError.pruned)
    #expect(await code { _ = try await stage.publisher().publish(9, of: provider) } == EditionDatabaseError.notFound)
    #expect(try await stage.database.publication(of: provider) == first)
  }

  @Test("A crash before or after any step is finished by the next start", arguments: 1...7, [false, true])
  func crash(_ call: Int, _ isAfterwards: Bool) async throws {
    // given: edition 1 is live; a publication of edition 2 dies at its nth call of the database or in its wait
    let stage = try await PublisherStage(editions: 3)
    _ = try await stage.publisher().publish(1, of: provider)
    stage.database.fault.withLock { $0 = Fault(call: call, isAfterwards: isAfterwards) }
    let hasDied = await code { _ = try await stage.publisher().publish(2, of: provider) } == "killed"
    stage.database.fault.withLock { $0 = nil }
    stage.waits.withLock { $0 = [] }
    let left = try await stage.database.publication(of: provider)

    // when
    let recovered = try await stage.publisher().recover(provider)

    // then: it ends live on the old edition if nothing was begun, else on the new one, after a whole wait
    #expect(recovered?.state == .live)
    #expect(hasDied == (call <= 6))
    if left?.state == .publishing {
      #expect(recovered?.edition == 2)
      #expect(stage.waits.withLock { $0 } == [.seconds(1)])
      #expect(try await stage.database.editions(of: provider)[1].publishedAt == recovered?.switchedAt)
    } else {
      #expect(recovered == left)
      #expect(stage.waits.withLock { $0 }.isEmpty)
    }
    #expect(try await stage.publisher().publish(3, of: provider).edition == 3)
    stage.expectLegalHistory()
  }

  @Test("While one edition is being published another is refused, and the same one is joined")
  func interleaved() async throws {
    let stage = try await PublisherStage(editions: 3)
    _ = try await stage.publisher().publish(1, of: provider)
    let refused = Mutex<String?>(nil)
    let publisher = stage.publisher { _ in
      let failure = await code { _ = try await stage.publisher().publish(3, of: provider) }
      refused.withLock { $0 = failure }
      // A second process that recovers at the same moment finishes the work first.
      let recovered = try await stage.publisher().recover(provider)
      #expect(recovered?.edition == 2)
    }
    let record = try await publisher.publish(2, of: provider)
    #expect(refused.withLock { $0 } == "publication-in-progress")
    #expect((record.edition, record.state) == (2, .live))
    stage.expectLegalHistory()
  }

  @Test("Who decided to publish by an older record than there is now does not publish")
  func decidedEarlier() async throws {
    let stage = try await PublisherStage(editions: 3)
    _ = try await stage.publisher().publish(1, of: provider)
    let before = try await stage.database.publication(of: provider)
    _ = try await stage.publisher().publish(3, of: provider)
    let late = await code { _ = try await stage.publisher().publish(2, of: provider, after: before) }
    #expect(late == "publication-conflict")
    #expect(try await stage.database.publication(of: provider)?.edition == 3)
  }

  @Test(
    "Many publishers at once leave one history, and what was begun is finished", arguments: DatabaseUnderTest.all)
  func race(_ engine: DatabaseUnderTest) async throws {
    let stage = try await PublisherStage(editions: 4, on: engine)
    let threads = ThreadPerJob()
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<24 {
        group.addTask(executorPreference: threads) {
          let publisher = stage.publisher { _ in await Task.yield() }
          do {
            let record = try await publisher.publish(index % 4 + 1, of: provider)
            #expect(record.state == .live)
          } catch let error as BoxOfficeError {
            #expect(["publication-in-progress", "publication-conflict"].contains(error.code))
          } catch {
            Issue.record(error)
          }
        }
      }
    }
    #expect(try await stage.database.publication(of: provider)?.state == .live)
    stage.expectLegalHistory()
  }

  @Test("A withdrawal is waited for like a switch; what is published after it begins anew, with a later time")
  func withdraw() async throws {
    let stage = try await PublisherStage(editions: 2)
    let publisher = stage.publisher()
    _ = try await publisher.publish(1, of: provider)
    stage.waits.withLock { $0 = [] }
    try await publisher.withdraw(provider)
    let record = try await stage.database.publication(of: provider)
    #expect(record?.state == .withdrawn && record?.sequence == 3 && record?.current == nil && record?.inUse == [])
    #expect(stage.waits.withLock { $0 } == [.seconds(1)])
    // Again, it waits again, since the first one may have died before it had.
    try await publisher.withdraw(provider)
    #expect(try await stage.database.publication(of: provider) == record)
    #expect(stage.waits.withLock { $0.count } == 2)
    let back = try await publisher.publish(1, of: provider)
    #expect(back == PublicationRecord(sequence: 5, edition: 1, state: .live, switchedAt: stage.second(1)))
    stage.expectLegalHistory()
    // Of a provider that has never published there is nothing to withdraw.
    try await publisher.withdraw(ProviderID("other")!)
    #expect(try await stage.database.publication(of: ProviderID("other")!) == nil)
  }

  @Test("A publication that died half way is withdrawn like one that is live, wherever it died", arguments: 1...6)
  func withdrawUnfinished(call: Int) async throws {
    let stage = try await PublisherStage(editions: 2)
    _ = try await stage.publisher().publish(1, of: provider)
    stage.database.fault.withLock { $0 = Fault(call: call, isAfterwards: true) }
    _ = await code { _ = try await stage.publisher().publish(2, of: provider) }
    stage.database.fault.withLock { $0 = nil }
    try await stage.publisher().withdraw(provider)
    #expect(try await stage.database.publication(of: provider)?.state == .withdrawn)
    #expect(try await stage.publisher().recover(provider)?.state == .withdrawn)
    #expect(try await stage.publisher().publish(2, of: provider).edition == 2)
    stage.expectLegalHistory()
  }
}
