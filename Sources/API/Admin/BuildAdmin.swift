import Hummingbird
import HummingbirdCore
import Logging
import Metrics
import NIOCore

/// Makes the admin application: `/health/live`, `/health/ready` and `/metrics`.
///
/// Its clients are few, but bounded like those of the API. `unreadiness` says why the process is not ready; nothing when it
/// is.
package func buildAdmin(
  _ configuration: APIConfiguration, unreadiness: @escaping @Sendable () async -> [String],
  metricsText: @escaping @Sendable () -> String, logger: Logger,
  onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> Application<AdminResponder> {
  let limits = RequestLimits(configuration)
  let uncounted = NOOPMetricsHandler.instance
  let (requests, connections) = (RequestMetrics(factory: uncounted), ConnectionMetrics(factory: uncounted))
  return Application(
    responder: AdminResponder(unreadiness: unreadiness, metricsText: metricsText),
    server: .http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: [RequestGuard(limits, requests, connections)],
        idleTimeout: .nanoseconds(configuration.idleTimeout.wholeNanoseconds),
        httpDecoderConfiguration: .init(configuration))),
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.adminHost, port: configuration.adminPort),
      availableConnectionsDelegate: MaximumAvailableConnections(maxAdminConnections, logger: logger)),
    onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? configuration.adminPort) },
    logger: logger)
}

/// A scraper, a load balancer's checks, and some people.
private let maxAdminConnections = 64
