import Access
import Domain
import Fixtures
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("An edge asks at /auth, and is told what the reader would be told")
struct AccessQuestionTests {
  @Test("Yes is 204 that may be kept for the rest of a minute and says whether the data are everybody's")
  func yes() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    site.policies.change { $0[AccessSite.globex] = .anonymous }
    for (target, credential, access) in [
      ("/auth?provider=acme", ana, "authenticated"), ("/auth?provider=globex", nil, "anonymous"),
      ("/auth?provider=globex", ana, "anonymous"),
    ] {
      for method in [HTTPRequest.Method.get, .head] {
        let response = try await site.get(target, as: credential, method: method)
        #expect(response.status == .noContent && response.body.readableBytes == 0)
        #expect(response.header("Cache-Control") == "max-age=50")
        #expect(response.header("Provider-Access") == access)
      }
    }
  }

  @Test("No is what the data would answer, byte for byte, and is kept by nobody")
  func no() async throws {
    let site = try await AccessSite()
    let bob = try site.add("bob", reads: AccessSite.globex)
    for (credential, status) in [(nil, 401), (bob, 403), (AccessSite.credential("bob", "wrong"), 401)] {
      let (answer, data) = (
        try await site.get("/auth?provider=acme", as: credential), try await site.get("/v1/acme/years", as: credential)
      )
      #expect(answer.status.code == status && answer.header("Cache-Control") == "no-store")
      #expect(answer.body == data.body && answer.headers == data.headers && answer.status == data.status)
    }
    for (target, status) in [
      ("/auth?provider=nobody", 404), ("/auth", 400), ("/auth?provider=", 400),
      ("/auth?provider=acme&provider=globex", 400),
      ("/auth?user=ana", 400), ("/authors", 404), ("/auth/acme", 404),
    ] {
      let response = try await site.get(target, as: bob)
      #expect(response.status.code == status && response.header("Cache-Control") == "no-store", "\(target)")
    }
    #expect(try await site.get("/auth?provider=acme", method: .post).status == .methodNotAllowed)
  }
}

@Suite(
  "Bearer tokens open what their scopes say", .ownThreads,
  .enabled(if: OIDCIssuer.isWanted, Comment(rawValue: OIDCIssuer.missing)))
struct BearerTests {
  private static let start: Int64 = 1_790_000_000

  @Test("200, 401 and 403 with the challenges of RFC 6750; a permission is kept no longer than the token holds")
  func tokens() async throws {
    let server = try await OIDCIssuer()
    let issuer = try #require(TokenIssuer(address: server.address, audience: "films-api", clockSkew: .zero))
    let time = Locked(Timestamp(secondsSinceEpoch: Self.start))
    let verifier = TokenVerifier(
      issuer, fetch: OIDCIssuer.fetch, now: { time.value }, monotonic: MonotonicClock.system.now)
    let site = try await AccessSite(tokens: verifier, edgeTokens: .site)
    func token(_ scope: String, seconds: Int64) async throws -> String {
      let expiry = Self.start + seconds
      let claims =
        "{\"iss\": \"\(server.address)\", \"aud\": \"films-api\", \"exp\": \(expiry), \"scope\": \"\(scope)\"}"
      return "Bearer " + (try await server.token(claims, algorithm: "ES256"))
    }
    let reader = try await token("openid acme:read", seconds: 20)
    let long = try await token("acme:read", seconds: 3600)
    #expect(try await site.get("/v1/acme/movies", as: reader).text.contains("Acme Canary"))
    #expect(try await site.get("/auth?provider=acme", as: reader).header("Cache-Control") == "max-age=20")
    #expect(try ExchangedToken(try await site.get("/auth/token?provider=acme", as: reader)).expires_in == 20)
    #expect(try ExchangedToken(try await site.get("/auth/token?provider=acme", as: long)).expires_in == 50)
    #expect(try await site.get("/auth?provider=acme", as: long).header("Cache-Control") == "max-age=50")

    let other = try await site.get("/v1/globex/movies", as: reader)
    #expect(other.status == .forbidden)
    #expect(
      other.header("WWW-Authenticate")
        == "Bearer realm=\"boxoffice\", error=\"insufficient_scope\", scope=\"globex:read\"")

    let none = try await site.get("/v1/acme/movies")
    #expect(
      none.headers[values: .wwwAuthenticate] == [
        "Basic realm=\"boxoffice\", charset=\"UTF-8\"", "Bearer realm=\"boxoffice\"",
      ])

    time.change { $0 = Timestamp(secondsSinceEpoch: Self.start + 20) }
    let late = try await site.get("/v1/acme/movies", as: reader)
    #expect(try await site.get("/auth/token?provider=acme", as: reader).status == .unauthorized)
    #expect(late.status == .unauthorized && late.problem == "credential-refused")
    #expect(late.headers[values: .wwwAuthenticate].last == "Bearer realm=\"boxoffice\", error=\"invalid_token\"")
    #expect(try await site.get("/v1/acme/movies", as: long).status == .ok)
    // The issuer is away, and its keys were never read: nobody is let in.
    let lost = try await AccessSite(
      tokens: TokenVerifier(
        issuer, fetch: OIDCIssuer.fetch, now: { time.value }, monotonic: MonotonicClock.system.now))
    try server.kill()
    #expect(try await lost.get("/v1/acme/movies", as: long).status == .serviceUnavailable)
  }
}
