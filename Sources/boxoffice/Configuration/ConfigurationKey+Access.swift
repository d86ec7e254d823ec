/// Whose tokens are taken.
extension ConfigurationKey {
  static let oidcIssuer = ConfigurationKey(
    "oidc.issuer", "https://…", default: "",
    "The OpenID Connect issuer whose Bearer tokens are taken, exactly as they name it. Without one none are.")
  static let oidcAudience = ConfigurationKey(
    "oidc.audience", "text", default: "boxoffice", "What a token must name in `aud`: this API, as the issuer knows it.")
  static let oidcClockSkew = ConfigurationKey(
    "oidc.clockSkew", "duration up to 10m", default: "60s", "How far the issuer's clock and ours may differ.")
}
