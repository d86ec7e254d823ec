import API
import Access

/// Whose tokens are taken, and what our edge and we know of each other.
extension ConfigurationKey {
  static let oidcIssuer = ConfigurationKey(
    "oidc.issuer", "https://…", default: "",
    "The OpenID Connect issuer whose Bearer tokens are taken, exactly as they name it. Without one none are.")
  static let oidcAudience = ConfigurationKey(
    "oidc.audience", "text", default: "boxoffice", "What a token must name in `aud`: this API, as the issuer knows it.")
  static let oidcClockSkew = ConfigurationKey(
    "oidc.clockSkew", "duration up to 10m", default: "60s", "How far the issuer's clock and ours may differ.")
  static let edgeSecret = ConfigurationKey(
    "edgeSecret", "text without spaces, \(EdgeSecret.minBytes) bytes or more", default: "", isSecret: true,
    "What the header `X-Boxoffice-Edge` says of requests whose reader our edge has judged, as CloudFront's functions do: they"
      + " are answered as for everybody. Set it in the environment.")
  static let edgeTokenKey = ConfigurationKey(
    "edgeTokenKey", "KID:SECRET, the secret in base64url, \(EdgeTokenKey.secretBytes.lowerBound) bytes or more",
    default: "", isSecret: true,
    "Signs the tokens that `/auth/token` gives for other credentials, and that our edge knows as `key:KID`. Without one"
      + " there is no such path. Set it in the environment.")
  static let edgeReaders = ConfigurationKey(
    "edgeReaders", "ARN", default: "",
    "The key-value store by which CloudFront's functions judge readers: `user add`, `remove` and `rotate` keep it, too."
  )
  static let edgeTokenAudience = ConfigurationKey(
    "edgeTokenAudience", "text", default: "",
    "What those tokens name in `aud`: the entry `audience` of the edge's key-value store.")
}
