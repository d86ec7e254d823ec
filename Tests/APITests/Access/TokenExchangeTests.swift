import Access
import Domain
import Fixtures
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

/// What is answered to an exchange.
struct ExchangedToken: Decodable {
  let access_token: String
  let token_type: String
  let expires_in: Int

  init(_ response: TestResponse) throws { self = try JSONDecoder().decode(Self.self, from: Data(response.text.utf8)) }

  /// The claims, without a look at the signature.
  var claims: [String: Any] {
    get throws {
      let part = access_token.split(separator: ".")[1]
      let bytes = try #require(Base64URL.decoded(String(part)))
      return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
  }
}

extension EdgeTokenIssuer {
  static let secret = Base64URL.encoded(Array(repeating: 7, count: 32))
  static let site = EdgeTokenIssuer(key: EdgeTokenKey("k1:\(secret)")!, audience: "films-edge")
}

@Suite("At /auth/token a credential is exchanged for a token of the edge")
struct TokenExchangeTests {
  @Test("Who may read gets a token that ends with what an edge may keep a permission for, kept by nobody")
  func exchange() async throws {
    let site = try await AccessSite(edgeTokens: .site)
    let ana = try site.add("ana", reads: AccessSite.acme)
    let response = try await site.get("/auth/token?provider=acme", as: ana)
    #expect(response.status == .ok && response.header("Cache-Control") == "no-store")
    #expect(response.header("Content-Type") == "application/json")
    #expect(response.header("X-Content-Type-Options") == "nosniff")
    let token = try ExchangedToken(response)
    #expect(token.token_type == "Bearer" && token.expires_in == AccessControl.secondsAtEdge)
    let now = Int(site.time.value.secondsSinceEpoch)
    let claims = try token.claims
    #expect(claims["iat"] as? Int == now && claims["exp"] as? Int == now + 50)
    #expect(claims["aud"] as? String == "films-edge" && claims["scope"] as? String == "acme:read")
    #expect(claims.count == 4)

    let head = try await site.get("/auth/token?provider=acme", as: ana, method: .head)
    #expect(head.status == .ok && head.body.readableBytes == 0 && head.headers == response.headers)
    #expect(try await site.get("/auth/token?provider=acme", method: .options).status == .noContent)
    #expect(try await site.get("/auth/token?provider=acme", as: ana, method: .post).status == .methodNotAllowed)
  }

  @Test("A token is for the provider that was asked about alone, whatever else its reader may read")
  func scope() async throws {
    let site = try await AccessSite(edgeTokens: .site)
    let all = try site.add("all", reads: nil)
    for provider in [AccessSite.acme, AccessSite.globex] {
      let token = try ExchangedToken(try await site.get("/auth/token?provider=\(provider)", as: all))
      #expect(try token.claims["scope"] as? String == "\(provider):read")
    }
  }

  @Test("Who may not read is told what the data would answer, byte for byte, and gets no token")
  func refused() async throws {
    let site = try await AccessSite(edgeTokens: .site, edgeSecret: EdgeSecretTests.secret)
    let bob = try site.add("bob", reads: AccessSite.globex)
    for (credential, status) in [(nil, 401), (bob, 403), (AccessSite.credential("bob", "wrong"), 401)] {
      let answer = try await site.get("/auth/token?provider=acme", as: credential)
      let data = try await site.get("/v1/acme/years", as: credential)
      #expect(answer.status.code == status && answer.header("Cache-Control") == "no-store")
      #expect(answer.body == data.body && answer.headers == data.headers && answer.status == data.status)
    }
    for (target, status) in [
      ("/auth/token?provider=nobody", 404), ("/auth/token", 400), ("/auth/token?provider=", 400),
      ("/auth/token?provider=globex&provider=globex", 400), ("/auth/token?provider=globex&scope=x", 400),
      ("/auth/tokens?provider=globex", 404), ("/auth/token/globex", 404),
    ] {
      let response = try await site.get(target, as: bob)
      #expect(response.status.code == status && response.header("Cache-Control") == "no-store", "\(target)")
      #expect(!response.text.contains("access_token"))
    }
    // CloudFront shows its secret here, too, where it has judged nobody.
    let header: HTTPFields = [.edge: EdgeSecretTests.secret]
    #expect(try await site.get("/auth/token?provider=acme", headers: header).status == .unauthorized)
    #expect(try await site.get("/auth/token?provider=acme", as: bob, headers: header).status == .forbidden)
    // It is not known who may read.
    site.failure.change { $0 = BoxOfficeError(code: "store-failed", message: "the store is away") }
    site.passLease()
    #expect(try await site.get("/auth/token?provider=globex", as: bob).status == .serviceUnavailable)
  }

  @Test("For a provider that everybody may read there is none: it would open what only the edge's own list closes")
  func notNeeded() async throws {
    let site = try await AccessSite(edgeTokens: .site)
    site.policies.change { $0[AccessSite.acme] = .anonymous }
    for credential in [nil, try site.add("bob", reads: AccessSite.globex)] {
      let response = try await site.get("/auth/token?provider=acme", as: credential)
      #expect(response.status == .conflict && response.problem == "token-not-needed")
      #expect(response.header("Cache-Control") == "no-store")
    }
  }

  @Test("Without a key for them there is no such path, as there is no other")
  func withoutKey() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    let answer = try await site.get("/auth/token?provider=acme", as: ana)
    let other = try await site.get("/auth/nothing?provider=acme", as: ana)
    #expect(answer.status == .notFound && answer.body == other.body && answer.headers == other.headers)
  }

  @Test("Who is removed gets none after a lease, and the last one is over within the minute")
  func revoked() async throws {
    let site = try await AccessSite(edgeTokens: .site)
    let ana = try site.add("ana", reads: AccessSite.acme)
    #expect(try await site.get("/auth/token?provider=acme", as: ana).status == .ok)
    site.remove("ana")
    let removed = site.time.value
    // The last moment at which the list of before may still be used.
    let last = try ExchangedToken(try await site.get("/auth/token?provider=acme", as: ana))
    site.passLease()
    #expect(try await site.get("/auth/token?provider=acme", as: ana).status == .unauthorized)
    let end = try #require(try last.claims["exp"] as? Int)
    #expect(end + Int(AccessControl.lease.components.seconds) <= Int(removed.secondsSinceEpoch) + 60)
  }

  @Test("Exchanges count for the client as answers do that have to be made")
  func counted() async throws {
    let site = try await AccessSite(edgeTokens: .site, rateLimit: RateLimit(quota: 2, window: .seconds(10)))
    let ana = try site.add("ana", reads: AccessSite.acme)
    let reader = Reader(address: IPAddress("192.0.2.1"), authorization: [ana])
    for number in 1...3 {
      switch await site.service.token("/auth/token?provider=acme", for: reader).outcome {
      case .token: #expect(number < 3)
      case .problem(let problem, _): #expect(number == 3 && problem.code == .tooManyRequests)
      default: Issue.record("neither a token nor a refusal")
      }
    }
  }
}

@Suite(
  "What the API signs is what CloudFront's function takes", .ownThreads,
  .enabled(if: EdgeFunction.isWanted, Comment(rawValue: EdgeFunction.missing)))
struct EdgeFunctionTests {
  private let function = EdgeFunction(store: [
    "provider:acme": "authenticated", "provider:globex": "authenticated", "audience": "films-edge",
    "key:k1": EdgeTokenIssuer.secret, "key:k2": Base64URL.encoded(Array(repeating: 8, count: 32)),
  ])

  private func token(_ issuer: EdgeTokenIssuer) async throws -> (bearer: String, issuedAt: Int64) {
    let site = try await AccessSite(edgeTokens: issuer)
    let ana = try site.add("ana", reads: AccessSite.acme)
    let token = try ExchangedToken(try await site.get("/auth/token?provider=acme", as: ana))
    return ("Bearer \(token.access_token)", site.time.value.millisecondsSinceEpoch)
  }

  @Test("A user whom our commands put on its list gets in with the password, and only where the scopes say so")
  func users() throws {
    let acme = [Scope(provider: AccessSite.acme)]
    let function = EdgeFunction(
      store: function.store.merging([
        "user:ana": try EdgeUser(generated: "abcde-fghij-klmno", scopes: acme).value,
        "user:all": try EdgeUser(generated: "pqrst-uvwxy-z2345", scopes: [Scope(provider: nil)]).value,
      ]) { $1 })
    func status(_ path: String, _ name: String, _ password: String) throws -> Int {
      let request = EdgeFunction.Request(path: path, authorization: AccessSite.credential(name, password), at: 0)
      return try function.judge([request])[0].status
    }
    #expect(try status("/v1/acme", "ana", "abcde-fghij-klmno") == 200)
    #expect(try status("/v1/globex", "ana", "abcde-fghij-klmno") == 403)
    #expect(try status("/v1/globex", "all", "pqrst-uvwxy-z2345") == 200)
    #expect(try status("/v1/acme", "ana", "pqrst-uvwxy-z2345") == 401)
  }

  @Test("It opens its provider until it ends, no other one, and under no other key or audience")
  func bothSidesFit() async throws {
    let (bearer, start) = try await token(.site)
    let end = start + Int64(AccessControl.secondsAtEdge) * 1000
    func asked(_ path: String, _ bearer: String?, at time: Int64) -> EdgeFunction.Request {
      EdgeFunction.Request(path: path, authorization: bearer, at: time)
    }
    let otherKey = EdgeTokenIssuer(
      key: EdgeTokenKey("k1:" + Base64URL.encoded(Array(repeating: 9, count: 32)))!, audience: "films-edge")
    let otherName = EdgeTokenIssuer(key: EdgeTokenKey("k2:\(EdgeTokenIssuer.secret)")!, audience: "films-edge")
    let unknownName = EdgeTokenIssuer(key: EdgeTokenKey("k3:\(EdgeTokenIssuer.secret)")!, audience: "films-edge")
    let otherAudience = EdgeTokenIssuer(key: EdgeTokenKey("k1:\(EdgeTokenIssuer.secret)")!, audience: "films")
    let cases: [(request: EdgeFunction.Request, status: Int, why: String)] = [
      (asked("/v1/acme/years", bearer, at: start), 200, "its provider"),
      (asked("/v1/acme/@1/movies.csv", bearer, at: end - 1), 200, "until its end"),
      (asked("/v1/globex/years", bearer, at: start), 403, "another provider"),
      (asked("/v1/acme/years", bearer, at: end), 401, "it has expired"),
      (asked("/v1/acme/years", nil, at: start), 401, "no token"),
      (asked("/v1/acme/years", bearer + "A", at: start), 401, "a broken signature"),
      (asked("/v1/acme/years", try await token(otherKey).bearer, at: start), 401, "signed by another key"),
      (asked("/v1/acme/years", try await token(otherName).bearer, at: start), 401, "under the name of another key"),
      (asked("/v1/acme/years", try await token(unknownName).bearer, at: start), 401, "under the name of no key"),
      (asked("/v1/acme/years", try await token(otherAudience).bearer, at: start), 401, "for somebody else"),
    ]
    for (judgement, expected) in zip(try function.judge(cases.map(\.request)), cases) {
      #expect(judgement.status == expected.status, "\(expected.why)")
      // Nothing of it reaches the cache or the API.
      #expect(judgement.authorization == nil, "\(expected.why)")
    }
  }
}
