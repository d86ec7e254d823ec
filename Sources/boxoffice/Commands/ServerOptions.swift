import API
import ArgumentParser
import Database
import Domain
import Hummingbird
import Logging
import Metrics
import NIOCore
import PrometheusMetrics
import ServiceLifecycle
import UnixSignals

/// Where the API listens, for `run` and `serve`.
struct ServerOptions: ParsableArguments {
  @Option(help: "The address of the API (default: 127.0.0.1).")
  var host: String?

  @Option(help: "The port of the API; 0 takes a free one (default: 8080).")
  var port: String?

  @Option(help: "The port of /health/live, /health/ready and /metrics (default: 8081).")
  var adminPort: String?

  var flags: [ConfigurationKey: String?] { [.host: host, .port: port, .adminPort: adminPort] }

  /// Serves until SIGTERM or SIGINT, which end the requests under way first.
  func serve(_ installation: Installation, besides services: [any Service]) async throws {
    let registry = PrometheusRegistry(descriptions: metricDescriptions)
    MetricsSystem.bootstrap(registry)
    let configuration = installation.configuration.api
    let logger = installation.logger
    let api = APIService(
      configuration: configuration, database: installation.database,
      hold: try await installation.database.startReading(), providers: installation.providers)
    let application = buildAPI(configuration, service: api, logger: logger) { port in
      logger.notice("Serving the API", metadata: ["api.host": "\(configuration.host)", "api.port": "\(port)"])
    }
    let admin = buildAdmin(configuration, service: api, metricsText: registry.render, logger: logger) { port in
      logger.notice(
        "Serving health and metrics", metadata: ["admin.host": "\(configuration.adminHost)", "admin.port": "\(port)"])
    }
    let group = ServiceGroup(
      services: [application, admin] + services, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
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
    "boxoffice.provider.overdue": "Expected deliveries of the provider that have not come.",
    "boxoffice.deliveries": "Deliveries validated, by verdict.",
    "boxoffice.stage.failures": "Failures of ours while working a delivery.",
  ]) { $1 }
}
