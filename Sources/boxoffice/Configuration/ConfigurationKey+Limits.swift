/// What the API lets its clients have.
extension ConfigurationKey {
  static let apiMaxConnections = ConfigurationKey(
    "api.maxConnections", "number", default: "4096",
    "Open connections of the API; more wait until one is closed. Each takes an open file of the process.")
  static let apiMaxConnectionsPerClient = ConfigurationKey(
    "api.maxConnectionsPerClient", "number", default: "512",
    "Open connections of one client; more are closed at once. A client is an IPv4 address or a /64 network of IPv6."
      + " Trusted proxies may have any number.")
  static let apiRequestTimeout = ConfigurationKey(
    "api.requestTimeout", "duration", default: "10s",
    "The time in which a request's head must arrive after its first byte, and its body after its head.")
  static let apiSendTimeout = ConfigurationKey(
    "api.sendTimeout", "duration", default: "60s", "The time in which a client must take what was written.")
  static let apiIdleTimeout = ConfigurationKey(
    "api.idleTimeout", "duration", default: "60s",
    "How long a connection may be idle. Behind a load balancer longer than its own idle time, or it reuses what is being"
      + " closed.")
  static let apiRateLimit = ConfigurationKey(
    "api.rateLimit", "answers/duration or none", default: "1000/10s",
    "Answers that one client may have at once, and again in so long, from one process. Answers that are kept in memory do"
      + " not count.")
  static let apiTrustedProxies = ConfigurationKey(
    "api.trustedProxies", "addresses and networks, comma-separated", default: "",
    "The load balancers and edges in front of the API, such as `10.0.0.0/8,::1`: only they may name the client.")
  static let apiClientHeader = ConfigurationKey(
    "api.clientHeader", "name of a header", default: "X-Forwarded-For",
    "The header in which trusted proxies name the client.")
}
