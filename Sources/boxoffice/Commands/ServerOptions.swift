import API
import ArgumentParser
import Database
import Logging
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
    let admin = AdminServer(installation)
    let configuration = installation.configuration.api
    let logger = installation.logger
    let api = APIService(
      configuration: configuration, database: installation.database,
      hold: try await installation.database.startReading(), providers: installation.providers,
      access: installation.accessControl())
    let application = buildAPI(configuration, service: api, logger: logger) { port in
      logger.notice("Serving the API", metadata: ["api.host": "\(configuration.host)", "api.port": "\(port)"])
    }
    try await admin.serve(
      besides: [application] + services, updateMetrics: api.updateMetrics, unreadiness: api.unreadiness)
  }
}
