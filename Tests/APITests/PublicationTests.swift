import Domain
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Synchronization
import Testing

@testable import API

@Suite("What is current is read as a whole, and used for one lease")
struct PublicationTests {
  let target = "/v1/default/years"

  @Test("A publish is seen once the lease is over, and not mixed before")
  func publish() async throws {
    let site = try await TestSite.published()
    #expect(try await site.get(target).header("Data-Edition") == "1")
    var model = TestModel.small
    model.films[0].revenue = 6_000_000
    try await site.publish(try await site.build(model))
    site.clock.advance(by: .milliseconds(400))
    #expect(try await site.get(target).header("Data-Edition") == "1")
    site.clock.advance(by: .milliseconds(600))
    let response = try await site.get(target)
    #expect(response.header("Data-Edition") == "2")
    #expect(response.header("Data-Publication") == "2")
    #expect(response.text.contains("\"revenue\":6000000"))
  }

  @Test("A hint that something was published ends the lease of what was read before", .timeLimit(.minutes(5)))
  func hint() async throws {
    // given
    let site = try await TestSite.published()
    #expect(try await site.get(target).header("Data-Edition") == "1")
    try await site.publish(try await site.build(.small))
    #expect(try await site.get(target).header("Data-Edition") == "1")
    let (readings, reading) = AsyncStream<Void>.makeStream()
    site.database.beforePublication { reading.yield() }
    // when
    site.database.hint(ProviderID("unknown")!)
    site.database.hint(site.provider)
    // then it is read again, although the clock stands still
    for await _ in readings { break }
    #expect(try await site.get(target).header("Data-Edition") == "2")
  }

  @Test("A reading that was begun before a hint is not kept, and one that fails leaves the list of editions as it was")
  func hintDuringReading() async throws {
    // given a reading that is under way when the next edition is published
    let value = Mutex(1)
    let (isBegun, began) = AsyncStream<Void>.makeStream()
    let (mayEnd, end) = AsyncStream<Void>.makeStream()
    let clock = ManualClock()
    let leased = Leased<Int>(lease: .seconds(1), clock: clock.clock) {
      let read = value.withLock { $0 }
      guard read == 1 else { return read }
      began.finish()
      for await _ in mayEnd {}
      return read
    }
    let first = Task { try await leased.reading().value }
    for await _ in isBegun {}
    // when
    value.withLock { $0 = 2 }
    leased.renew()
    end.finish()
    // then who waited for it gets it, and nobody else
    #expect(try await first.value == 1)
    #expect(try await leased.reading().value == 2)
    // and a hint that cannot be followed leaves the latest there is
    let failing = Leased<Int>(lease: .seconds(1), clock: clock.clock) {
      try value.withLock { value in
        guard value == 2 else { throw BoxOfficeError(code: "test", message: "") }
        return value
      }
    }
    _ = try await failing.reading()
    value.withLock { $0 = 3 }
    failing.renew()
    await #expect(throws: BoxOfficeError.self) { _ = try await failing.reading() }
    #expect(failing.current() == nil)
    #expect(failing.latest?.value == 2)
  }

  @Test("A rollback is seen like a publish, with a newer time, and finds its answers again")
  func rollback() async throws {
    let site = try await TestSite.published()
    let first = try await site.get(target)
    var model = TestModel.small
    model.films[0].revenue = 6_000_000
    try await site.publish(try await site.build(model))
    site.clock.advance(by: .seconds(1))
    let second = try await site.get(target)
    try await site.publish(1)
    site.clock.advance(by: .seconds(1))
    let third = try await site.get(target)
    #expect(second.header("Data-Edition") == "2")
    #expect(third.header("Data-Edition") == "1")
    #expect(third.header("Data-Publication") == "3")
    #expect(third.body == first.body)
    #expect(third.header("ETag") == first.header("ETag"))
    #expect(third.header("Last-Modified") != first.header("Last-Modified"))
    #expect(site.service.kept(target)?.wasKept == true)
  }

  @Test("While a switch is under way answers are right and no cache may keep them, kept ones included")
  func publishing() async throws {
    let site = try await TestSite.published()
    let live = try await site.get(target)
    let next = try await site.build(.small)
    try await site.publish(1, state: .publishing, target: next)
    site.clock.advance(by: .seconds(1))
    for path in [target, "/v1/default/genres", "/v1/default/companies/8"] {
      let response = try await site.get(path)
      #expect(response.header("Cache-Control") == "no-store")
      #expect(response.header("Data-Publication") == "2")
      #expect(response.header("Data-Edition") == "1")
    }
    #expect(try await site.get(target).body == live.body)
    // A pinned answer is right whatever is current.
    #expect(try await site.get("/v1/default/@1/years").header("Cache-Control") == CachePolicy.canonical.pinned)
  }

  @Test("An answer that was made under a lease and written after it may not be kept")
  func lateAnswer() async throws {
    let site = try await TestSite.published()
    let served = await site.service.answer(target)
    guard case .answer(let answer) = served.outcome, let reading = served.reading else {
      Issue.record("no answer")
      return
    }
    let now = site.clock.clock.now()
    #expect(answer.head(reading, at: now).fields[.cacheControl] == CachePolicy.asked)
    #expect(answer.head(reading, at: now + .seconds(1)).fields[.cacheControl] == CachePolicy.never)
    // And again in time: what was prepared for the publication was not spoilt.
    #expect(answer.head(reading, at: now + .milliseconds(999)).fields[.cacheControl] == CachePolicy.asked)
  }

  @Test(
    "A reading that cannot be renewed is used until its lease is over, then the answer is 503, and pinned ones go on")
  func unreadable() async throws {
    let site = try await TestSite.published()
    #expect(try await site.get(target).status == .ok)
    #expect(try await site.get("/v1/default/@1/years").status == .ok)
    site.database.fail {
      $0.publication = true; $0.editions = true
    }
    site.clock.advance(by: .milliseconds(999))
    #expect(try await site.get(target).status == .ok)
    site.clock.advance(by: .milliseconds(1))
    let response = try await site.get(target)
    #expect(response.status == .serviceUnavailable)
    #expect(response.problem == "publication-unreadable")
    #expect(response.header("Retry-After") == "1")
    #expect(response.header("Cache-Control") == "no-store")
    #expect(response.header("Data-Edition") == nil)
    #expect(try await site.get("/v1/default/@1/years").status == .ok)
    #expect(try await site.get("/v1/default/@1/genres").status == .ok)
    site.database.fail { $0.publication = false }
    #expect(try await site.get(target).status == .ok)
  }

  @Test("A reading that took longer than its lease is not used")
  func slowReading() async throws {
    let site = try await TestSite.published()
    site.database.beforePublication { site.clock.advance(by: .seconds(2)) }
    #expect(try await site.get(target).problem == "publication-unreadable")
    site.database.beforePublication { site.clock.advance(by: .milliseconds(900)) }
    #expect(try await site.get(target).status == .ok)
    // The lease is counted from before the read: 100 ms are left of it.
    site.database.beforePublication(nil)
    let count = site.database.counts.publication
    site.clock.advance(by: .milliseconds(100))
    #expect(try await site.get(target).status == .ok)
    #expect(site.database.counts.publication > count)
  }

  @Test("However many ask at once, one read is made")
  func singleFlight() async throws {
    let site = try await TestSite.published()
    let arrived = Locked(0)
    site.database.beforePublication {
      // All the others have begun to wait by then, or will be answered by this very reading.
      while arrived.value < 50 { await Task.yield() }
    }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<50 {
        group.addTask {
          arrived.change { $0 += 1 }
          return try await site.get("/v1/default/years").status.code
        }
      }
      for try await status in group { #expect(status == 200) }
    }
    #expect(site.database.counts.publication == 1)
    #expect(site.database.counts.open == 1)
  }

  @Test("Half-way through the lease it is read ahead, without anybody waiting")
  func readAhead() async throws {
    let site = try await TestSite.published()
    #expect(try await site.get(target).status == .ok)
    site.clock.advance(by: .milliseconds(600))
    #expect(site.service.kept(target) != nil)
    while site.database.counts.publication < 2 { await Task.yield() }
    // The new reading's lease began at 600 ms: it holds until 1,600.
    site.clock.advance(by: .milliseconds(900))
    while site.service.kept(target) == nil { await Task.yield() }
    #expect(site.database.counts.publication == 2)
  }

  @Test("The edition that is being switched to is opened before it is current")
  func openAhead() async throws {
    let site = try await TestSite.published()
    #expect(try await site.get(target).status == .ok)
    let next = try await site.build(.small)
    try await site.publish(1, state: .publishing, target: next)
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get(target).status == .ok)
    while site.database.counts.open < 2 { await Task.yield() }
    try await site.publish(next)
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get(target).header("Data-Edition") == "2")
    #expect(site.database.counts.open == 2)
  }

  @Test("Under publishes and rollbacks without pause no answer mixes two editions")
  func concurrency() async throws {
    let site = try await TestSite.published { $0.lease = .milliseconds(20) }
    var other = TestModel.small
    other.films[0].revenue = 6_000_000
    let second = try await site.build(other)
    let bodies = Locked<[String: Set<String>]>([:])
    let isDone = Locked(false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          while !isDone.value {
            let response = try await site.get("/v1/default/years")
            #expect(response.status == .ok)
            let edition = try #require(response.header("Data-Edition"))
            let text = response.text
            bodies.change { $0[edition, default: []].insert(text) }
          }
        }
      }
      for round in 0..<50 {
        try await site.publish(round.isMultiple(of: 2) ? second : 1)
        site.clock.advance(by: .milliseconds(20))
        let response = try await site.get("/v1/default/years")
        // Begun after the lease: it must see this publication.
        #expect(response.header("Data-Edition") == (round.isMultiple(of: 2) ? "2" : "1"))
      }
      isDone.change { $0 = true }
      try await group.waitForAll()
    }
    let found = bodies.value
    #expect(found.values.allSatisfy { $0.count == 1 })
    #expect(Set(found.values.flatMap { $0 }).count == found.count)
  }
}
