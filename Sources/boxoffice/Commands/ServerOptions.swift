import API
import ArgumentParser
import Hummingbird
import Logging
import Metrics
import PrometheusMetrics
import ServiceLifecycle

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
    let configuration = installation.configuration
    let registry = PrometheusRegistry()
    MetricsSystem.bootstrap(registry)
    var api = APIConfiguration()
    api.host = configuration.host
    api.port = configuration.port
    api.cacheBytes = configuration.apiCacheBytes
    var admin = AdminConfiguration()
    admin.host = configuration.adminHost
    admin.port = configuration.adminPort
    let application = buildAPI(
      api, database: installation.database, providers: installation.providers, logger: installation.logger)
    let adminApplication = buildAdmin(
      admin, database: installation.database, providers: installation.providers, metrics: registry.text,
      logger: installation.logger)
    let group = ServiceGroup(
      services: [application, adminApplication] + services, gracefulShutdownSignals: [.sigterm, .sigint],
      logger: installation.logger)
    try await group.run()
  }
}
