import NIOCore

/// Closes a connection at once whose client has as many as it may.
final class ConnectionLimitHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = Any

  private let limits: ConnectionLimits
  private let metrics: ConnectionMetrics
  private var peer: IPAddress?
  private var isCounted = false

  init(_ limits: ConnectionLimits, _ metrics: ConnectionMetrics) {
    self.limits = limits
    self.metrics = metrics
  }

  func channelActive(context: ChannelHandlerContext) {
    peer = IPAddress(context.remoteAddress)
    isCounted = limits.open(peer)
    if !isCounted {
      metrics.ended(.tooMany)
      context.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if isCounted { limits.close(peer) }
    isCounted = false
    context.fireChannelInactive()
  }
}
