import API
import Domain
import Hummingbird
import Logging
import Metrics
import NIOCore
import PrometheusMetrics
import ServiceLifecycle
import UnixSignals

/// What every process that stays has besides its work: metrics, the admin port, and an end by SIGTERM or SIGINT.
struct AdminServer {
  private let registry = PrometheusRegistry(descriptions: metricDescriptions)
  private let configuration: APIConfiguration
  private let logger: Logger

  /// Once in a process: from here on its metrics are collected.
  init(_ installation: Installation) {
    MetricsSystem.bootstrap(registry)
    configuration = installation.configuration.api
    logger = installation.logger
  }

  /// Runs the services until a signal, which ends what is under way first.
  ///
  /// - Parameters:
  ///   - updateMetrics: brings metrics up to date that are not counted as they change.
  ///   - unreadiness: why `/health/ready` says no; empty for yes.
  func serve(
    besides services: [any Service], updateMetrics: @escaping @Sendable () -> Void = {},
    unreadiness: @escaping @Sendable () async -> [String]
  ) async throws {
    let (registry, logger, configuration) = (registry, logger, configuration)
    let metricsText: @Sendable () -> String = {
      updateMetrics()
      return registry.render()
    }
    let admin = buildAdmin(configuration, unreadiness: unreadiness, metricsText: metricsText, logger: logger) { port in
      logger.notice(
        "Serving health and metrics", metadata: ["admin.host": "\(configuration.adminHost)", "admin.port": "\(port)"])
    }
    let group = ServiceGroup(
      services: services + [admin], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    do {
      try await group.run()
    } catch let error as IOError {
      throw BoxOfficeError(
        code: "listening-failed",
        message: "cannot listen on \(configuration.host):\(configuration.port) (API) and "
          + "\(configuration.adminHost):\(configuration.adminPort) (admin); stop what uses the port, or choose others with "
          + "--host, --port and --admin-port",
        cause: error)
    }
  }
}

/// What `/metrics` says of each metric.
private var metricDescriptions: [String: String] {
  APIService.metricDescriptions.merging([
    "boxoffice.edition.age.days": "Days since the provider's current edition was published.",
    "boxoffice.publication.pending":
      "Seconds for which the provider's oldest accepted delivery has waited to be online.",
    "boxoffice.publication.duration": "From when a delivery was taken until it was online.",
    "boxoffice.stage.duration": "How long stages took, by stage.",
    "boxoffice.provider.overdue": "Expected deliveries of the provider that have not come.",
    "boxoffice.deliveries": "Deliveries validated, by verdict.",
    "boxoffice.edge.purges": "Purges of the edge that it confirmed, by provider.",
    "boxoffice.edge.purge.failures": "Purges of the edge that failed, by provider: nothing is published meanwhile.",
    "boxoffice.stage.failures": "Failures of ours while working a delivery.",
  ]) { $1 }
}
