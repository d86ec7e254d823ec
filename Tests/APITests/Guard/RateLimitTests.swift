import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Testing

@testable import API

@Suite("Clients get so many uncached answers, and as many kept ones as they like")
struct RateLimitTests {
  private static let forwarded = HTTPField.Name("X-Forwarded-For")!

  /// A quota of 3 in 10 seconds, by a clock that stands still.
  private static func site(trusting proxies: [String] = []) async throws -> TestSite {
    try await TestSite.published {
      $0.port = 0
      $0.lease = .seconds(1_000)
      $0.rateLimit = RateLimit(quota: 3, window: .seconds(10))
      $0.clients.trustedProxies = proxies.compactMap { AddressRange($0) }
    }
  }

  private static let loopback = ["127.0.0.1", "::1"]

  @Test("The fourth uncached answer is refused with what to do, and given when the quota is back")
  func refusal() async throws {
    let site = try await Self.site()
    try await site.app().test(.live) { client in
      // Given a client that has used up its quota, each answer telling how far
      for left in [2, 1, 0] {
        let response = try await client.execute(uri: "/v1/default/companies?limit=\(left + 1)", method: .get)
        #expect(response.status == .ok)
        #expect(response.header("RateLimit-Policy") == "\"uncached\";q=3;w=10")
        #expect(response.header("RateLimit")?.hasPrefix("\"uncached\";r=\(left);t=") == true)
      }
      // When it asks for more
      let refused = try await client.execute(uri: "/v1/default/companies?limit=9", method: .get)
      // Then it is told how long to wait, and nobody keeps that
      #expect(refused.status == .tooManyRequests)
      #expect(refused.problem == "too-many-requests")
      #expect(refused.header("Retry-After") == "4")
      #expect(refused.header("RateLimit")?.hasPrefix("\"uncached\";r=0;") == true)
      #expect(refused.header("Cache-Control") == "no-store")
      // and after so long it gets one more.
      site.clock.advance(by: .seconds(4))
      #expect(try await client.execute(uri: "/v1/default/companies?limit=9", method: .get).status == .ok)
      #expect(
        try await client.execute(uri: "/v1/default/companies?limit=8", method: .get).status == .tooManyRequests)
    }
  }

  @Test("Refusals that cost work are counted too: nobody tries out ids without bound")
  func refusalsCount() async throws {
    let site = try await Self.site()
    try await site.app().test(.live) { client in
      var statuses: [Int] = []
      for id in 1_000..<1_005 {
        statuses.append(try await client.execute(uri: "/v1/default/companies/\(id)", method: .get).status.code)
      }
      #expect(statuses == [404, 404, 404, 429, 429])
      #expect(try await client.execute(uri: "/v1/nobody/years", method: .get).status == .tooManyRequests)
    }
  }

  @Test("Kept answers are given to a client without quota, unchanged ones and the description too")
  func keptAnswers() async throws {
    let site = try await Self.site()
    try await site.app().test(.live) { client in
      let tag = try #require(
        try await client.execute(uri: "/v1/default/years", method: .get).header("ETag"))
      for limit in 1...5 { _ = try await client.execute(uri: "/v1/default/companies?limit=\(limit)", method: .get) }
      for _ in 0..<50 {
        let kept = try await client.execute(uri: "/v1/default/years", method: .get)
        #expect(kept.status == .ok)
        #expect(kept.header("RateLimit") == nil)
      }
      let unchanged = try await client.execute(uri: "/v1/default/years", method: .get, headers: [.ifNoneMatch: tag])
      #expect(unchanged.status == .notModified)
      #expect(try await client.execute(uri: "/openapi.json", method: .get).status == .ok)
      #expect(try await client.execute(uri: "/v1/default/companies?limit=7", method: .options).status == .noContent)
    }
  }

  @Test("A target that is kept of an older edition counts once it has to be made anew")
  func nextEdition() async throws {
    let site = try await Self.site()
    try await site.app().test(.live) { client in
      func status(_ target: String) async throws -> Int {
        try await client.execute(uri: target, method: .get).status.code
      }
      for target in ["years", "genres", "companies"] { #expect(try await status("/v1/default/\(target)") == 200) }
      try await site.publish(try await site.build(.small))
      site.clock.advance(by: .seconds(1_000))
      // A quota of three again.
      for target in ["years", "genres", "companies"] { #expect(try await status("/v1/default/\(target)") == 200) }
      #expect(try await status("/v1/default/movies") == 429)
      #expect(try await status("/v1/default/years") == 200)
    }
  }

  @Test("Behind our proxy each client that it names has its own quota, and no answer that may be kept tells of it")
  func proxy() async throws {
    let site = try await Self.site(trusting: Self.loopback)
    try await site.app().test(.live) { client in
      func get(_ limit: Int, from address: String) async throws -> TestResponse {
        try await client.execute(
          uri: "/v1/default/companies?limit=\(limit)", method: .get, headers: [Self.forwarded: address])
      }
      for limit in 1...3 {
        let response = try await get(limit, from: "198.51.100.1")
        #expect(response.status == .ok)
        #expect(response.header("RateLimit") == nil && response.header("RateLimit-Policy") == nil)
      }
      let refused = try await get(4, from: "198.51.100.1")
      #expect(refused.status == .tooManyRequests)
      #expect(refused.header("RateLimit") != nil)
      #expect(try await get(4, from: "198.51.100.2").status == .ok)
    }
  }

  @Test("Who is no proxy of ours gets nothing by naming other clients")
  func spoofing() async throws {
    let site = try await Self.site()
    try await site.app().test(.live) { client in
      var statuses: [Int] = []
      for number in 1...5 {
        let response = try await client.execute(
          uri: "/v1/default/companies?limit=\(number)", method: .get,
          headers: [Self.forwarded: "198.51.100.\(number)"])
        statuses.append(response.status.code)
      }
      #expect(statuses == [200, 200, 200, 429, 429])
    }
  }

  @Test("Without a limit nobody is counted")
  func off() async throws {
    let site = try await TestSite.published {
      $0.port = 0
      $0.rateLimit = nil
    }
    try await site.app().test(.live) { client in
      let response = try await client.execute(uri: "/v1/default/companies", method: .get)
      #expect(response.status == .ok)
      #expect(response.header("RateLimit") == nil)
    }
  }
}
