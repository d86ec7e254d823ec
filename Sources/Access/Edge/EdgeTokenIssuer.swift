import Domain
import JWTKit

/// Makes the tokens that the functions of the edge take in the place of credentials that they have no time for: JWTs by
/// HS256, as `deploy/aws/edge/viewer-request.js` reads them.
///
/// They cannot be taken back, and are short for that.
package struct EdgeTokenIssuer: Sendable {
  /// What the functions compare `aud` with: the entry `audience` of their store.
  package let audience: String
  private let key: EdgeTokenKey

  package init(key: EdgeTokenKey, audience: String) {
    self.key = key
    self.audience = audience
  }

  /// One that opens the provider's data for so many seconds from `now` on.
  package func token(for provider: ProviderID, at now: Timestamp, seconds: Int) async throws -> EdgeToken {
    let start = now.secondsSinceEpoch
    let claims = Claims(
      aud: audience, exp: start + Int64(seconds), iat: start, scope: Scope(provider: provider).description)
    // A collection of one key costs less than the hash.
    let name = JWKIdentifier(string: key.id)
    let keys = await JWTKeyCollection().add(hmac: HMACKey(key: key.secret), digestAlgorithm: .sha256, kid: name)
    return EdgeToken(text: try await keys.sign(claims, kid: name), seconds: seconds)
  }

  /// `aud` and `scope` are one text each, which is all that the functions read.
  private struct Claims: JWTPayload {
    let aud: String
    let exp: Int64
    let iat: Int64
    let scope: String

    /// jwt-kit asks for this when it reads a token, which nobody does here.
    func verify(using algorithm: some JWTAlgorithm) {}
  }
}
