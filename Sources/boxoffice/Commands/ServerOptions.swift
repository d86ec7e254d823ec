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

  /// Files besides those of connections: editions, logs, the engines' own.
  private static let reservedFiles = 512

  /// A process that has no file left cannot even accept a connection to refuse it, so there may be no more connections
  /// than files.
  private func withFiles(_ configuration: APIConfiguration, _ logger: Logger) -> APIConfiguration {
    var configuration = configuration
    let allowed = OpenFiles.allow(configuration.maxConnections + Self.reservedFiles)
    let most = max(64, allowed - Self.reservedFiles)
    guard most < configuration.maxConnections else { return configuration }
    logger.warning(
      "The system allows fewer open files than `api.maxConnections` needs; raise its bound (ulimit -n, LimitNOFILE)",
      metadata: ["files.allowed": "\(allowed)", "connections.max": "\(most)"])
    configuration.maxConnections = most
    return configuration
  }

  /// Serves until SIGTERM or SIGINT, which end the requests under way first.
  func serve(_ installation: Installation, besides services: [any Service]) async throws {
    let admin = AdminServer(installation)
    let logger = installation.logger
    let configuration = withFiles(installation.configuration.api, logger)
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
