import Hummingbird
import HummingbirdCore
import Logging
import NIOCore

/// Makes the API application. It is a service: run it in a `ServiceGroup`, which shuts it down gracefully, so that requests
/// under way are answered.
///
/// - Parameter onRunning: told the port once it listens, which says which one was taken for port 0.
package func buildAPI(
  _ configuration: APIConfiguration, service: APIService, logger: Logger,
  onRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> Application<APIResponder> {
  let idleTimeout = TimeAmount.nanoseconds(configuration.idleTimeout.wholeNanoseconds)
  return Application(
    responder: APIResponder(service: service),
    server: .http1(
      configuration: HTTP1Channel.Configuration(
        additionalChannelHandlers: handlers(service, logger, idleTimeout),
        idleTimeout: idleTimeout,
        httpDecoderConfiguration: .init(configuration))),
    configuration: ApplicationConfiguration(
      address: .hostname(configuration.host, port: configuration.port),
      availableConnectionsDelegate: MaximumAvailableConnections(configuration.maxConnections, logger: logger)),
    onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? configuration.port) },
    logger: logger)
}

/// What stands in a new connection between the HTTP codec and Hummingbird.
private func handlers(_ service: APIService, _ logger: Logger, _ idleTimeout: TimeAmount)
  -> [any RemovableChannelHandler]
{
  let guards: [any RemovableChannelHandler] = [
    ConnectionLimitHandler(service.connections, service.connectionMetrics),
    RequestGuard(RequestLimits(service.configuration), service.metrics, service.connectionMetrics),
    SendingBeforeClosingHandler(patience: idleTimeout),
  ]
  // `APIResponder` logs every request at 'debug': then it is given every request.
  return logger.logLevel <= .debug ? guards : guards + [KeptAnswerHandler(service)]
}

extension HTTP1Channel.Configuration.DecoderConfiguration {
  init(_ configuration: APIConfiguration) {
    self.init(
      maxHeaderFieldSize: configuration.maxHeaderBytes, maxHeaderListSize: configuration.maxHeaderBytes,
      maxHeaderFieldCount: configuration.maxHeaderFields)
  }
}
