import HTTPTypes

extension HTTPField.Name {
  /// The edition an answer was made from.
  static let dataEdition = Self("Data-Edition")!
  /// The sequence of the publication record that an unpinned answer was made from.
  static let dataPublication = Self("Data-Publication")!
  /// Tags to purge by: comma-separated for Cloudflare and CloudFront, space-separated for Varnish and Fastly.
  static let cacheTag = Self("Cache-Tag")!
  static let surrogateKey = Self("Surrogate-Key")!
  /// Whether a provider's data are for everybody, for an edge that asked.
  static let providerAccess = Self("Provider-Access")!
  /// That our edge has judged a request: it shows `EdgeSecret`.
  static let edge = Self("X-Boxoffice-Edge")!
  static let link = Self("Link")!
  /// What a client may ask for that is not cached, and what it has left of it.
  static let rateLimitPolicy = Self("RateLimit-Policy")!
  static let rateLimit = Self("RateLimit")!
}
