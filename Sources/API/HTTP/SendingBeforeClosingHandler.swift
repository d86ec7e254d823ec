import NIOCore
import NIOHTTPTypes

/// Closes a connection when everything that was answered has been sent.
///
/// NIO throws away what the socket has not taken when a connection is closed. Without this a client that reads slowly got
/// a part of its answer when the server was told to stop, or when it had itself said that it will ask no more.
final class SendingBeforeClosingHandler: ChannelOutboundHandler, RemovableChannelHandler {
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let patience: TimeAmount

  /// - Parameter patience: A client that reads nothing for so long is not waited for any longer.
  init(patience: TimeAmount) { self.patience = patience }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    guard mode != .input else { return context.close(mode: mode, promise: promise) }
    let loop = context.eventLoop.assumeIsolated()
    // Bytes are sent in order, so that all others have been when these none are.
    let isSent = context.eventLoop.makePromise(of: Void.self)
    context.writeAndFlush(wrapOutboundOut(.body(ByteBuffer())), promise: isSent)
    let end = loop.scheduleTask(in: patience) { context.close(promise: nil) }
    isSent.futureResult.assumeIsolated().whenComplete { _ in
      end.cancel()
      context.close(mode: mode, promise: promise)
    }
  }
}
