import Domain
import Foundation
import JWTKit

/// Checks Bearer tokens: JWTs of one OpenID Connect issuer, signed by RS256, ES256 or EdDSA.
package final class TokenVerifier: Sendable {
  /// What a token allows, and until when.
  package struct Grant: Sendable, Equatable {
    package let scopes: [Scope]
    /// With the clock skew that is allowed.
    package let expiresAt: Timestamp
  }

  /// Why a token is not taken, for its owner. Says nothing that is not in the token.
  package struct Refusal: Error, Sendable, Equatable {
    package let reason: String
  }

  package let issuer: TokenIssuer
  private let keys: IssuerKeys
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - fetch: the document at an address of the issuer's; throws for anything but an answer with status 200.
  ///   - now: the wall clock, by which tokens expire.
  ///   - monotonic: a time that only rises, by which keys are kept.
  package init(
    _ issuer: TokenIssuer, fetch: @escaping @Sendable (String) async throws -> Data,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now, monotonic: @escaping @Sendable () -> Duration
  ) {
    self.issuer = issuer
    self.now = now
    keys = IssuerKeys(issuer, fetch: fetch, now: monotonic)
  }

  /// Errors: `Refusal`; `issuer-unreachable`.
  package func grant(_ token: String) async throws -> Grant {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = TokenHeader(String(parts[0])) else { throw Refusal(reason: "it is no JWT") }
    guard header.crit == nil else { throw Refusal(reason: "it asks for extensions that are not known here") }
    guard let key = try await keys.key(header.kid), key.algorithms.contains(header.alg) else {
      throw Refusal(reason: "its issuer has no such key")
    }
    let claims: TokenClaims
    do {
      claims = try await key.verifier.verify(token, as: TokenClaims.self)
    } catch {
      throw Refusal(reason: "its signature does not hold")
    }
    return try grant(claims)
  }

  /// Asks the issuer for its keys, and returns a sentence for a person.
  package func check() async throws -> String {
    "\(issuer.address) has \(try await keys.check()) keys that can be used; audience '\(issuer.audience)'"
  }

  private func grant(_ claims: TokenClaims) throws -> Grant {
    let now = Double(now().millisecondsSinceEpoch) / 1000
    let skew = Double(issuer.clockSkew.components.seconds)
    guard claims.iss == issuer.address else { throw Refusal(reason: "it is of another issuer") }
    let isForUs = claims.aud?.texts.contains(issuer.audience) ?? false
    guard isForUs else { throw Refusal(reason: "it is for another audience") }
    // Beyond the year 9999 a number is no date.
    guard let expiry = claims.exp, expiry > 0, expiry < 253_402_300_800 else {
      throw Refusal(reason: "it never expires")
    }
    guard now < expiry + skew else { throw Refusal(reason: "it has expired") }
    for start in [claims.nbf, claims.iat].compactMap({ $0 }) where start > now + skew {
      throw Refusal(reason: "it does not hold yet")
    }
    return Grant(
      scopes: claims.scopes, expiresAt: Timestamp(millisecondsSinceEpoch: Int64((expiry + skew) * 1000)))
  }
}
