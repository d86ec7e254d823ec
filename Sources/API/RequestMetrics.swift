import Metrics

/// Counters and timers of requests, made once: a hot answer costs two atomic additions and a histogram.
///
/// Labels are names of resources, never paths, so that their number is bounded.
final class RequestMetrics: Sendable {
  static let home = Resource.all.count
  static let description = Resource.all.count + 1
  /// What an edge asks: `AccessQuestion`.
  static let auth = Resource.all.count + 2
  /// What a reader exchanges: `TokenExchange`.
  static let token = Resource.all.count + 3
  /// What is no resource: wrong paths, wrong methods, preflights.
  static let other = Resource.all.count + 4

  static let names = Resource.all.map(\.name) + ["home", "openapi", "auth", "token", "other"]

  /// Help texts by label, for the metrics backend.
  static let descriptions = [
    "boxoffice.http.requests": "Requests answered, by resource and status.",
    "boxoffice.http.request.duration": "Time from the request's head to its answer, by resource.",
    "boxoffice.answers.kept": "Requests that were answered from memory.",
    "boxoffice.answers.cache.bytes": "Bytes of encoded answers in memory.",
    "boxoffice.answers.cache.entries": "Request targets with an answer in memory.",
  ]

  private static let statuses = [200, 204, 304, 400, 401, 403, 404, 405, 408, 409, 410, 414, 429, 431, 500, 503]

  private let requests: [[Counter]]
  private let durations: [Timer]
  private let keptAnswers: Counter
  private let cacheBytes: Gauge
  private let cacheEntries: Gauge

  init(factory: any MetricsFactory) {
    requests = Self.names.map { name in
      Self.statuses.map { status in
        Counter(
          label: "boxoffice.http.requests", dimensions: [("resource", name), ("status", String(status))],
          factory: factory)
      }
    }
    durations = Self.names.map { name in
      Timer(label: "boxoffice.http.request.duration", dimensions: [("resource", name)], factory: factory)
    }
    keptAnswers = Counter(label: "boxoffice.answers.kept", dimensions: [], factory: factory)
    cacheBytes = Gauge(label: "boxoffice.answers.cache.bytes", dimensions: [], factory: factory)
    cacheEntries = Gauge(label: "boxoffice.answers.cache.entries", dimensions: [], factory: factory)
  }

  func request(_ resource: Int, status: Int, wasKept: Bool, duration: Duration) {
    if let index = Self.statuses.firstIndex(of: status) { requests[resource][index].increment() }
    durations[resource].recordNanoseconds(duration.wholeNanoseconds)
    if wasKept { keptAnswers.increment() }
  }

  func cache(_ cache: AnswerCache) {
    cacheBytes.record(cache.bytes)
    cacheEntries.record(cache.count)
  }
}

extension Duration {
  var wholeNanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
