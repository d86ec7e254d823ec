import Hummingbird
import Logging
import NIOCore

/// Makes the admin application: `/health/live`, `/health/ready` and `/metrics`.
///
/// `unreadiness` says why the process is not ready; nothing when it is.
package func buildAdmin(
  _ configuration: APIConfiguration, unreadiness: @escaping @Sendable () async -> [String],
  metricsText: @escaping @Sendable () -> String, logger: Logger,
  onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> Application<AdminResponder> {
  Application(
    responder: AdminResponder(unreadiness: unreadiness, metricsText: metricsText),
    configuration: ApplicationConfiguration(address: .hostname(configuration.adminHost, port: configuration.adminPort)),
    onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? configuration.adminPort) },
    logger: logger)
}
