import Metrics

/// Open connections, and those that were ended by us.
struct ConnectionMetrics: Sendable {
  static let descriptions = [
    "boxoffice.http.connections": "Open connections to the API.",
    "boxoffice.http.connections.ended": "Connections that the API ended because of their client, by reason.",
  ]

  /// Why a connection is ended before its client wants it.
  enum Reason: String, CaseIterable, Sendable {
    case tooMany = "too-many"
    case brokenRequest = "broken-request"
    case slowRequest = "slow-request"
    case largeBody = "large-body"
    case slowReader = "slow-reader"
  }

  private let connections: Gauge
  private let ended: [Reason: Counter]

  init(factory: any MetricsFactory) {
    connections = Gauge(label: "boxoffice.http.connections", dimensions: [], factory: factory)
    ended = Dictionary(
      uniqueKeysWithValues: Reason.allCases.map { reason in
        let dimensions = [("reason", reason.rawValue)]
        return (
          reason, Counter(label: "boxoffice.http.connections.ended", dimensions: dimensions, factory: factory)
        )
      })
  }

  func open(_ count: Int) { connections.record(count) }

  func ended(_ reason: Reason) { ended[reason]?.increment() }
}
