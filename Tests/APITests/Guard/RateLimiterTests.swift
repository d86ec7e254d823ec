import HTTPTypes
import Testing

@testable import API

@Suite("A client has its quota, no more, and in bounded memory")
struct RateLimiterTests {
  private static let client = IPAddress("192.0.2.1")!

  @Test(
    "A limit is read as it is written", arguments: [("1000/10s", 1_000, 10), ("1/1m", 1, 60), ("5/1000ms", 5, 1)])
  func forms(text: String, quota: Int, seconds: Int) {
    #expect(RateLimit(text) == RateLimit(quota: quota, window: .seconds(seconds)))
  }

  @Test(
    "What is no limit is none",
    arguments: ["", "10", "10/", "/10s", "0/10s", "-1/10s", "10/0", "10/1500ms", "10/2d", "10/s", "10/10s/1", "x/10s"])
  func noForms(text: String) { #expect(RateLimit(text) == nil) }

  @Test("The whole quota at once, then one each time its share of the window is over")
  func burst() {
    let limiter = RateLimiter(RateLimit(quota: 5, window: .seconds(10)))
    let charges = (0..<5).map { _ in limiter.charge(Self.client, at: .seconds(100)) }
    #expect(charges.map(\.isAllowed) == Array(repeating: true, count: 5))
    #expect(charges.map(\.remaining) == [4, 3, 2, 1, 0])
    let refused = limiter.charge(Self.client, at: .seconds(100))
    #expect(!refused.isAllowed)
    #expect(refused.remaining == 0)
    #expect(refused.retryAfterSeconds == 2)
    #expect(!limiter.charge(Self.client, at: .milliseconds(101_999)).isAllowed)
    #expect(limiter.charge(Self.client, at: .seconds(102)).isAllowed)
    #expect(!limiter.charge(Self.client, at: .seconds(102)).isAllowed)
    // Another client has its own.
    #expect(limiter.charge(IPAddress("192.0.2.2")!, at: .seconds(102)).remaining == 4)
    // After a window the quota is whole.
    #expect(limiter.charge(Self.client, at: .seconds(112)).remaining == 4)
  }

  @Test("What the client is told: the policy, what is left, and when it is whole")
  func fields() {
    let limiter = RateLimiter(RateLimit(quota: 100, window: .seconds(10)))
    let charge = limiter.charge(Self.client, at: .seconds(100))
    var fields = HTTPFields()
    charge.append(to: &fields)
    #expect(fields[.rateLimitPolicy] == "\"uncached\";q=100;w=10")
    #expect(fields[.rateLimit] == "\"uncached\";r=99;t=1")
  }

  /// The slow and obvious twin: a bucket for each client, never forgotten.
  private struct Buckets {
    let limit: RateLimit
    var levels: [IPAddress: (level: Duration, at: Duration)] = [:]

    mutating func charge(_ client: IPAddress, at now: Duration) -> Bool {
      let (old, at) = levels[client] ?? (.zero, now)
      let level = max(.zero, old - (now - at))
      let isAllowed = level + limit.interval <= limit.window
      levels[client] = (isAllowed ? level + limit.interval : level, now)
      return isAllowed
    }
  }

  @Test(
    "Whatever comes in whatever rhythm, it decides as buckets do that forget nothing",
    arguments: 1...20 as ClosedRange<UInt64>)
  func twin(seed: UInt64) {
    var random = FuzzTests.Generator(state: seed)
    let limit = RateLimit(
      quota: Int.random(in: 1...20, using: &random), window: .seconds(.random(in: 1...4, using: &random)))
    let limiter = RateLimiter(limit)
    var buckets = Buckets(limit: limit)
    var now = Duration.seconds(1_000)
    var allowed = 0
    for step in 0..<5_000 {
      // Mostly close together; now and then a pause in which generations change.
      let pause = Int.random(in: 0..<50, using: &random) == 0 ? 9_000 : Int.random(in: 0...200, using: &random)
      now += .milliseconds(pause)
      let client = IPAddress("192.0.2.\(Int.random(in: 0..<5, using: &random))")!
      let expected = buckets.charge(client, at: now)
      #expect(limiter.charge(client, at: now).isAllowed == expected, "step \(step)")
      if expected { allowed += 1 }
    }
    #expect(allowed > 0)
  }

  @Test("Millions of addresses take no more memory than the bound, and share a quota beyond it")
  func crowd() {
    let limiter = RateLimiter(RateLimit(quota: 10, window: .seconds(10)), maxClients: 100)
    var refused = 0
    for number in 0..<10_000 {
      let client = IPAddress("2001:db8:0:\(String(number, radix: 16))::1")!
      if !limiter.charge(client, at: .seconds(100)).isAllowed { refused += 1 }
    }
    #expect(limiter.clientCount <= 101)
    #expect(refused == 10_000 - 100 - 10)
    // Who was there before is not in the crowd.
    #expect(limiter.charge(IPAddress("2001:db8::1")!, at: .seconds(100)).remaining == 8)
    // Two windows later all are forgotten.
    _ = limiter.charge(Self.client, at: .seconds(130))
    #expect(limiter.clientCount == 1)
  }

  @Test("One IPv6 subscriber does not get a quota for each of its addresses")
  func subscriber() {
    let limiter = RateLimiter(RateLimit(quota: 2, window: .seconds(10)))
    let allowed = (1...5).filter { limiter.charge(IPAddress("2001:db8::\($0)")!, at: .zero).isAllowed }
    #expect(allowed == [1, 2])
  }
}
