import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Stands in each connection behind the HTTP codec and ends what its client does not bring to an end: requests that arrive
/// too slowly, bodies that are too large, answers that are not taken. A request that is broken is told why.
///
/// A slow or broken request becomes an error of the connection, which Hummingbird answers with an empty 400 when everything
/// asked for before is answered; that is where the order is known. What the client is told is written in its place.
final class RequestGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let limits: RequestLimits
  private let metrics: RequestMetrics
  private let connections: ConnectionMetrics

  private var isInBody = false
  private var bodyBytes = 0
  /// Since `channelReadComplete` was last called. Bytes without a part are of a head that is not there as a whole. The
  /// beginning of one that came together with a whole request is not noticed: it has the idle time to go on.
  private var hasReadPart = false
  private var isInputClosed = false
  /// Ends a head or a body that takes too long. Nothing is scheduled for requests that arrive at once.
  private var requestDeadline: Scheduled<Void>?
  /// Ends a connection whose client does not take what is written.
  private var sendDeadline: Scheduled<Void>?
  /// What is wrong with the connection's last request; nothing more is read.
  private var fault: RequestFault?
  private var isRefusing = false

  init(_ limits: RequestLimits, _ metrics: RequestMetrics, _ connections: ConnectionMetrics) {
    self.limits = limits
    self.metrics = metrics
    self.connections = connections
  }

  // MARK: What arrives

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard fault == nil else { return }
    hasReadPart = true
    switch unwrapInboundIn(data) {
    case .head:
      isInBody = true
      bodyBytes = 0
      cancelRequestDeadline()
    case .body(let bytes):
      bodyBytes += bytes.readableBytes
      // Nobody reads it. A little is let pass, so that a client gets its 405 rather than a broken connection.
      if bodyBytes > limits.maxBodyBytes { return fail(context, .largeBody) }
    case .end:
      isInBody = false
      cancelRequestDeadline()
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if isInBody || !hasReadPart, requestDeadline == nil, fault == nil, !isInputClosed {
      let loop = context.eventLoop.assumeIsolated()
      requestDeadline = loop.scheduleTask(in: limits.requestTime) { [self] in
        requestDeadline = nil
        fail(context, .slow)
      }
    }
    hasReadPart = false
    context.fireChannelReadComplete()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event {
      // No more is to come, so that there is nothing to wait for. What was asked for is still answered.
      isInputClosed = true
      cancelRequestDeadline()
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case is IOError, is ChannelError: context.fireErrorCaught(error)
    case HTTPParserError.headerOverflow: fail(context, .largeHead)
    default: fail(context, .malformed)
    }
  }

  private func fail(_ context: ChannelHandlerContext, _ fault: RequestFault) {
    guard self.fault == nil else { return }
    self.fault = fault
    cancelRequestDeadline()
    connections.ended(fault.reason)
    context.fireErrorCaught(HTTPParserError.unknown)
  }

  private func cancelRequestDeadline() {
    requestDeadline?.cancel()
    requestDeadline = nil
  }

  // MARK: What leaves

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head) where fault != nil && head.isEmptyBadRequest:
      isRefusing = true
      refuse(context)
      promise?.succeed()
    case .end where isRefusing:
      let loop = context.eventLoop.assumeIsolated()
      // Time for the client to read what it is told: a connection that is closed on bytes unread is reset.
      loop.scheduleTask(in: Self.lingering) { context.close(promise: nil) }
      if isInBody { promise?.succeed() } else { context.writeAndFlush(data, promise: promise) }
    default: context.write(data, promise: promise)
    }
  }

  private static let lingering = TimeAmount.seconds(2)

  /// A request whose head was read has its answer, whatever its body is: nothing is said of it again.
  private func refuse(_ context: ChannelHandlerContext) {
    guard !isInBody, let fault else { return }
    let (head, body) = fault.answer(limits)
    metrics.request(RequestMetrics.other, status: head.status.code, wasKept: false, duration: .zero)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(wrapOutboundOut(.body(body)), promise: nil)
  }

  /// Not writable is a connection with more than 64 KiB that its client has yet to take.
  func channelWritabilityChanged(context: ChannelHandlerContext) {
    sendDeadline?.cancel()
    sendDeadline = nil
    if !context.channel.isWritable {
      let loop = context.eventLoop.assumeIsolated()
      sendDeadline = loop.scheduleTask(in: limits.sendTime) { [self] in
        connections.ended(.slowReader)
        context.close(promise: nil)
      }
    }
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    cancelRequestDeadline()
    sendDeadline?.cancel()
    context.fireChannelInactive()
  }
}

extension HTTPResponse {
  /// What Hummingbird says of a request that it cannot read. Refusals of ours have a body.
  fileprivate var isEmptyBadRequest: Bool { status == .badRequest && headerFields[.contentLength] == "0" }
}
