import Domain
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Answers on the event loop what `APIService` keeps, and passes every other request on to Hummingbird.
///
/// A kept answer waits for nobody, but Hummingbird's way to a responder leads to another thread and back, which costs more
/// than the answer. One of these stands in each connection, between the HTTP codec and Hummingbird. It takes only plain
/// requests; whatever is unusual is Hummingbird's. Both ways write the same bytes and count the same metrics.
///
/// Answers keep the order of their requests: one is given here only while every earlier request of the connection has been
/// answered. What follows a request that was passed on is passed on too, until that one's answer has been written.
final class KeptAnswerHandler: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let service: APIService
  /// Hummingbird closes a connection on which it sees no request for the idle timeout, so that it is passed one now and
  /// then. An idle connection is closed earlier by as much, which is a sixtieth.
  private let longestUnseen: Duration
  private var lastPassedOn: Duration
  /// Requests that were passed on and are not answered to their end.
  private var passedOn = 0
  /// The head being read was answered here: the rest of the request is nobody's.
  private var isAnswered = false
  /// Hummingbird closes the connection, now or after what it was passed, and answers nothing behind that. Neither do we.
  private var isClosing = false
  private var isFlushNeeded = false
  /// Encoded bytes go to the socket from here.
  private var encoder: ChannelHandlerContext?
  private var date = (second: Int64.min, line: ByteBuffer())

  init(_ service: APIService) {
    self.service = service
    longestUnseen = service.configuration.idleTimeout / 60
    lastPassedOn = service.clock.now()
  }

  func handlerAdded(context: ChannelHandlerContext) {
    // Without an encoder everything is passed on.
    encoder = try? context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
  }

  func handlerRemoved(context: ChannelHandlerContext) { encoder = nil }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let request):
      let start = service.clock.now()
      isAnswered = answer(request, since: start, isWritable: context.channel.isWritable)
      if isAnswered { return }
      passedOn += 1
      lastPassedOn = start
    case .body, .end:
      if isAnswered { return }
    }
    context.fireChannelRead(data)
  }

  /// `isWritable` is false when the client reads more slowly than it asks: Hummingbird stops reading then.
  private func answer(_ request: HTTPRequest, since start: Duration, isWritable: Bool) -> Bool {
    if request.mayEndConnection { isClosing = true }
    guard passedOn == 0, !isClosing, isWritable, start - lastPassedOn < longestUnseen, let encoder,
      let plain = PlainRequest(request), let served = service.kept(plain.target),
      case .answer(let answer) = served.outcome
    else { return false }
    let head = answer.head(served.reading, at: service.clock.now())
    let isUnchanged = head.isUnchanged(ifNoneMatch: plain.ifNoneMatch, ifModifiedSince: plain.ifModifiedSince)
    write(isUnchanged ? head.notModified : head.ok, encoder)
    write(dateLine(), encoder)
    if !isUnchanged { write(answer.body, encoder) }
    isFlushNeeded = true
    service.metrics.request(
      served.resource, status: isUnchanged ? 304 : 200, wasKept: true, duration: service.clock.now() - start)
    return true
  }

  private func write(_ bytes: ByteBuffer, _ encoder: ChannelHandlerContext) {
    encoder.write(HTTPResponseEncoder.wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
  }

  /// The last field of a head, and the empty line.
  private func dateLine() -> ByteBuffer {
    let now = Timestamp.now()
    let second = now.secondsSinceEpoch
    if second != date.second { date = (second, ByteBuffer(string: "Date: \(now.httpDate)\r\n\r\n")) }
    return date.line
  }

  /// All answers to what was read at once go out at once.
  func channelReadComplete(context: ChannelHandlerContext) {
    if isFlushNeeded {
      isFlushNeeded = false
      context.flush()
    }
    context.fireChannelReadComplete()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if case .end = unwrapOutboundIn(data) { passedOn -= 1 }
    context.write(data, promise: promise)
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    isClosing = true
    context.close(mode: mode, promise: promise)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    isClosing = true
    context.fireErrorCaught(error)
  }
}
