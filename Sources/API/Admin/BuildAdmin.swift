import Hummingbird
import Logging
import NIOCore

/// Makes the admin application: `/health/live`, `/health/ready` and `/metrics`.
///
/// Ready means that the publication of every provider can be read and its current edition opens, so that the check also
/// opens them before the first request does.
package func buildAdmin(
  _ configuration: APIConfiguration, service: APIService, metricsText: @escaping @Sendable () -> String, logger: Logger,
  onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> Application<AdminResponder> {
  Application(
    responder: AdminResponder(service: service, metricsText: metricsText),
    configuration: ApplicationConfiguration(address: .hostname(configuration.adminHost, port: configuration.adminPort)),
    onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? configuration.adminPort) },
    logger: logger)
}
