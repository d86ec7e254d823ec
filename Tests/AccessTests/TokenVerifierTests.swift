import Domain
import Fixtures
import Foundation
import Testing

@testable import Access

/// Tokens are made by another library than the one that checks them.
@Suite(
  "A token is taken only if its issuer signed it, for us, and for now", .ownThreads,
  .enabled(if: OIDCIssuer.isWanted, Comment(rawValue: OIDCIssuer.missing)))
struct TokenVerifierTests {
  private let time = ManualTime()
  private let now = ManualTime.start.secondsSinceEpoch

  private func verifier(
    _ server: OIDCIssuer, fetch: @escaping @Sendable (String) async throws -> Data = OIDCIssuer.fetch
  ) throws -> TokenVerifier {
    let issuer = try #require(TokenIssuer(address: server.address, audience: "films-api"))
    return TokenVerifier(issuer, fetch: fetch, now: time.wall, monotonic: time.monotonic)
  }

  /// Right claims, some of them replaced, or left out with `nil`.
  private func claims(_ server: OIDCIssuer, _ changes: [String: String?] = [:]) -> String {
    var claims: [String: String] = [
      "iss": "\"\(server.address)\"", "aud": "\"films-api\"", "sub": "\"ana\"", "scope": "\"openid acme:read\"",
      "iat": "\(now)", "nbf": "\(now)", "exp": "\(now + 300)",
    ]
    for (name, value) in changes { claims[name] = value }
    return "{" + claims.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
  }

  private func refusal(_ token: String, _ verifier: TokenVerifier) async throws -> String? {
    do {
      _ = try await verifier.grant(token)
      return nil
    } catch let refusal as TokenVerifier.Refusal {
      return refusal.reason
    }
  }

  @Test("RS256, ES256 and EdDSA are taken, with scopes in either form", arguments: ["RS256", "ES256", "EdDSA"])
  func algorithms(algorithm: String) async throws {
    let server = try await OIDCIssuer()
    let verifier = try verifier(server)
    let acme = Scope(provider: ProviderID("acme")!)
    let expected = TokenVerifier.Grant(scopes: [acme], expiresAt: Timestamp(secondsSinceEpoch: now + 360))
    for changes in [
      [:], ["scope": nil, "scp": "[\"acme:read\", \"acme:write\"]"],
      ["scope": "\"acme:read\"", "aud": "[\"x\", \"films-api\"]"],
      ["exp": "\(now + 300).0"],
    ] as [[String: String?]] {
      let token = try await server.token(claims(server, changes), algorithm: algorithm)
      #expect(try await verifier.grant(token) == expected, "\(changes)")
    }
  }

  @Test("A token that is wrong in one thing is refused, and the reason is told")
  func refusals() async throws {
    let server = try await OIDCIssuer()
    let verifier = try verifier(server)
    let wrong: [([String: String?], String)] = [
      (["iss": "\"https://example.org\""], "another issuer"), (["iss": nil], "another issuer"),
      (["iss": "\"\(server.address)/\""], "another issuer"),
      (["aud": "\"films\""], "another audience"), (["aud": nil], "another audience"),
      (["aud": "[]"], "another audience"),
      (["exp": "\(now - 60)"], "expired"), (["exp": nil], "never expires"), (["exp": "1e300"], "never expires"),
      (["exp": "\(now * 1000)"], "never expires"),
      (["nbf": "\(now + 61)"], "not hold yet"), (["iat": "\(now + 61)"], "not hold yet"),
      (["exp": "\"soon\""], "does not hold"),
    ]
    for (changes, reason) in wrong {
      let token = try await server.token(claims(server, changes))
      #expect(try await refusal(token, verifier)?.contains(reason) == true, "\(changes)")
    }
    let right = claims(server)
    let attacks: [(String, String)] = [
      (try await server.token(right, algorithm: "none"), "no such key"),
      (try await server.token(right, algorithm: "HS256"), "no such key"),
      (try await server.token(right, algorithm: "RS512"), "no such key"),
      (try await server.token(right, header: "{\"kid\": \"encryption\"}"), "no such key"),
      (try await server.token(right, header: "{\"kid\": \"secret\"}"), "no such key"),
      (try await server.token(right, header: "{\"kid\": null}"), "no such key"),
      (try await server.token(right) + "A", "signature"),
      ("a.b", "no JWT"), ("a.b.c", "no JWT"), ("..", "no JWT"), ("", "no JWT"),
    ]
    for (token, reason) in attacks {
      #expect(try await refusal(token, verifier)?.contains(reason) == true, "\(token)")
    }
    // The payload of one token under the signature of another.
    let (mine, others) = (
      try await server.token(right).split(separator: "."),
      try await server.token(claims(server, ["scope": "\"*:read\""])).split(separator: ".")
    )
    #expect(try await refusal("\(mine[0]).\(others[1]).\(mine[2])", verifier)?.contains("signature") == true)
    // A header that asks for what nobody here knows, in a token that is right otherwise.
    let critical = Data("{\"alg\":\"RS256\",\"crit\":[\"b64\"]}".utf8).base64EncodedString().filter { $0 != "=" }
    #expect(try await refusal("\(critical).\(mine[1]).\(mine[2])", verifier)?.contains("extensions") == true)
  }

  @Test("Clocks may differ by a minute, and no more")
  func skew() async throws {
    let server = try await OIDCIssuer()
    let verifier = try verifier(server)
    let token = try await server.token(
      claims(server, ["nbf": "\(now + 60)", "iat": "\(now + 60)", "exp": "\(now + 120)"]))
    #expect(try await refusal(token, verifier) == nil)
    time.advance(by: .seconds(179))
    #expect(try await refusal(token, verifier) == nil)
    time.advance(by: .seconds(1))
    #expect(try await refusal(token, verifier) == "it has expired")
  }

  @Test("A new key of the issuer is found at once, and a withdrawn one is out after five minutes")
  func rotation() async throws {
    let server = try await OIDCIssuer()
    let fetches = Counted()
    let verifier = try verifier(server) { address in
      fetches.count()
      return try await OIDCIssuer.fetch(address)
    }
    let claims = claims(server, ["exp": "\(now + 3600)"])
    let old = try await server.token(claims)
    #expect(try await refusal(old, verifier) == nil)
    try await server.rotate()
    time.advance(by: IssuerKeys.pause)
    let new = try await server.token(claims)
    #expect(try await refusal(new, verifier) == nil)
    #expect(try await refusal(old, verifier)?.contains("no such key") == true)
    // Tokens with keys that nobody has do not make us ask the issuer each time.
    let before = fetches.value
    for _ in 1...50 { _ = try await refusal(old, verifier) }
    #expect(fetches.value == before)
    // Without any that is new, the keys are read again when they are five minutes old.
    try await server.rotate()
    #expect(try await refusal(new, verifier) == nil)
    time.advance(by: IssuerKeys.freshness)
    #expect(try await eventually { try await refusal(new, verifier) != nil })
  }

  @Test(
    "While the issuer is away its last keys hold for an hour; then, or without any, it is our failure and no refusal")
  func away() async throws {
    let server = try await OIDCIssuer()
    let (verifier, late) = (try verifier(server), try verifier(server))
    let token = try await server.token(claims(server, ["exp": "\(now + 86_400)"]))
    #expect(try await refusal(token, verifier) == nil)
    try server.kill()
    await #expect { try await late.grant(token) } throws: { ($0 as? BoxOfficeError)?.code == "issuer-unreachable" }
    time.advance(by: IssuerKeys.longestUse - .seconds(1))
    #expect(try await refusal(token, verifier) == nil)
    time.advance(by: .seconds(11))
    await #expect { try await verifier.grant(token) } throws: { ($0 as? BoxOfficeError)?.code == "issuer-unreachable" }
  }

  @Test(
    "An issuer that is not who it should be, or has its keys where anybody can change them, is not believed",
    arguments: [
      ("{\"issuer\": \"https://example.org\", \"jwks_uri\": \"KEYS\"}", "example.org"),
      ("{\"issuer\": \"SERVER\", \"jwks_uri\": \"http://192.0.2.1/jwks\"}", "not https"),
      ("{\"issuer\": \"SERVER\", \"jwks_uri\": \"KEYS-of-nobody\"}", ""), ("{}", ""), ("<html>", ""),
    ])
  func unbelievable(discovery: String, reason: String) async throws {
    let server = try await OIDCIssuer()
    let address = server.address
    let verifier = try verifier(server) { asked in
      guard asked.hasSuffix("openid-configuration") else { return try await OIDCIssuer.fetch(asked) }
      return Data(
        discovery.replacing("SERVER", with: address).replacing("KEYS", with: "\(address)/jwks").utf8)
    }
    let token = try await server.token(claims(server))
    await #expect { try await verifier.grant(token) } throws: { error in
      (error as? BoxOfficeError)?.code == "issuer-unreachable" && (reason.isEmpty || "\(error)".contains(reason))
    }
  }

  @Test("An issuer is named by https, or is on this machine")
  func addresses() {
    for address in [
      "https://id.example.org", "https://id.example.org/realms/films", "http://127.0.0.1:9", "http://localhost",
    ] {
      #expect(TokenIssuer(address: address, audience: "a") != nil, "\(address)")
    }
    for address in [
      "http://id.example.org", "id.example.org", "", "https://", "https://ana@id.example.org", "file:///etc/passwd",
    ] {
      #expect(TokenIssuer(address: address, audience: "a") == nil, "\(address)")
    }
  }
}
