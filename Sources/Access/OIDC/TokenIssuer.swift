import Domain
import Foundation

/// Whose tokens are taken: an OpenID Connect issuer, by the address that its tokens name.
package struct TokenIssuer: Sendable, Equatable {
  /// Exactly as in `iss`.
  package let address: String
  /// What `aud` must name: this API, as the issuer knows it.
  package let audience: String
  /// How far the issuer's clock and ours may differ.
  package let clockSkew: Duration

  /// Returns `nil` unless the address is one whose answers can be trusted: `https`, or `http` on this machine.
  package init?(address: String, audience: String, clockSkew: Duration = .seconds(60)) {
    guard Self.isTrustworthy(address), !audience.isEmpty else { return nil }
    self.address = address
    self.audience = audience
    self.clockSkew = clockSkew
  }

  /// OpenID Connect Discovery 1.0, section 4.
  var discoveryAddress: String {
    (address.hasSuffix("/") ? String(address.dropLast()) : address) + "/.well-known/openid-configuration"
  }

  static func isTrustworthy(_ address: String) -> Bool {
    guard let url = URLComponents(string: address), let host = url.host, !host.isEmpty, url.user == nil,
      url.fragment == nil
    else { return false }
    return url.scheme == "https" || (url.scheme == "http" && ["127.0.0.1", "localhost", "::1", "[::1]"].contains(host))
  }
}
