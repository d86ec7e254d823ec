import Domain
import Logging
import Metrics
import Seeder

/// Asks an edge again that could not be purged, a few times with growing pauses, and raises the alarm each time.
///
/// Not for long: while a publication waits for the edge nothing may be cached. When the edge stays as it is, the publication
/// is taken back, and tried again as a whole later.
package struct RetryingEdge: EdgeCache {
  /// 0.25 + 0.5 + 1 + 2 + 4: a restart of the edge fits into that.
  package static let pauses: [Duration] = [
    .milliseconds(250), .milliseconds(500), .seconds(1), .seconds(2), .seconds(4),
  ]

  private let edge: any EdgeCache
  private let metrics: any MetricsFactory
  private let logger: Logger
  private let sleep: @Sendable (Duration) async throws -> Void

  package init(
    _ edge: any EdgeCache, metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
  ) {
    self.edge = edge
    self.metrics = metrics
    self.logger = logger
    self.sleep = sleep
  }

  package var fetchDeadline: Duration { edge.fetchDeadline }

  package func check() async throws -> String { try await edge.check() }

  package func purge(_ purge: EdgePurge) async throws {
    var pauses = Self.pauses[...]
    while true {
      do {
        try await edge.purge(purge)
        count("boxoffice.edge.purges", of: purge.provider)
        return
      } catch let error as BoxOfficeError where error.code == EdgeCacheError.purgeFailed {
        count("boxoffice.edge.purge.failures", of: purge.provider)
        let pause = pauses.popFirst()
        logger.error(
          "The edge could not be purged",
          metadata: [
            "provider.name": "\(purge.provider)", "edge.tag": "\(purge.tag)", "edge.floor": "\(purge.floor)",
            "error": "\(error)", "retry.after": "\(pause.map { "\($0)" } ?? "given up for now")",
          ])
        guard let pause else { throw error }
        try await sleep(pause)
      }
    }
  }

  private func count(_ label: String, of provider: ProviderID) {
    Counter(label: label, dimensions: [("provider", provider.name)], factory: metrics).increment()
  }
}
