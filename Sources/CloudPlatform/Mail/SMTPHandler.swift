import NIOCore
import NIOSSL

/// What is sent to the server, and the promise of its reply. One at a time.
struct SMTPCommand: Sendable {
  /// `nil` for the greeting, which the server says unasked.
  let bytes: ByteBuffer?
  /// Set for STARTTLS: encrypts the connection as soon as the server has agreed, before anything else is read.
  var upgrade: SMTPUpgrade?
  let reply: EventLoopPromise<SMTPReply>
}

/// How a connection is encrypted.
struct SMTPUpgrade: Sendable {
  let context: NIOSSLContext
  /// `nil` for an address in numbers, which has no name to be told.
  let hostName: String?

  func handler() throws -> NIOSSLClientHandler { try NIOSSLClientHandler(context: context, serverHostname: hostName) }
}

/// Puts lines together to replies, and gives each to the command that waits for it.
///
/// What a server says unasked ends the conversation. That includes bytes in the clear behind its answer to STARTTLS: taken
/// for part of the encrypted conversation, they could come from anybody on the way.
final class SMTPHandler: ChannelDuplexHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = SMTPCommand
  typealias OutboundOut = ByteBuffer

  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// RFC 5321 allows 512 bytes a line and sets no number of lines; this is more than any server says.
  private static let maxReplyBytes = 64 << 10

  private var received = ByteBuffer()
  private var lines: [String] = []
  /// The greeting may be there before it is asked for.
  private var greeting: SMTPReply?
  private var hasGreeting = false
  private var waiting: SMTPCommand?
  private var failure: (any Error)?

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    let command = unwrapOutboundIn(data)
    if let failure {
      command.reply.fail(failure)
      promise?.fail(failure)
      return
    }
    if command.bytes == nil, let greeting {
      command.reply.succeed(greeting)
      promise?.succeed()
      return
    }
    waiting = command
    if let bytes = command.bytes {
      context.write(wrapOutboundOut(bytes), promise: promise)
    } else {
      promise?.succeed()
    }
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard failure == nil else { return }
    received.writeImmutableBuffer(unwrapInboundIn(data))
    do {
      while let reply = try nextReply() { try hand(over: reply, context) }
      guard received.readableBytes + lines.reduce(0, { $0 + $1.utf8.count }) <= Self.maxReplyBytes else {
        throw Failure(description: "its reply has no end")
      }
    } catch {
      fail(error, context)
    }
  }

  private func hand(over reply: SMTPReply, _ context: ChannelHandlerContext) throws {
    guard let command = waiting else {
      guard !hasGreeting else { throw Failure(description: "it says \(reply.summary) unasked") }
      (greeting, hasGreeting) = (reply, true)
      return
    }
    waiting = nil
    hasGreeting = true
    if let upgrade = command.upgrade, reply.code == 220 {
      do {
        guard received.readableBytes == 0 else {
          throw Failure(description: "it says more than its answer to STARTTLS")
        }
        try context.pipeline.syncOperations.addHandler(upgrade.handler(), position: .first)
      } catch {
        command.reply.fail(error)
        throw error
      }
    }
    command.reply.succeed(reply)
  }

  private func nextReply() throws -> SMTPReply? {
    while let end = received.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
      var line = received.readString(length: end - received.readerIndex) ?? ""
      received.moveReaderIndex(forwardBy: 1)
      if line.last == "\r" { line.removeLast() }
      lines.append(line)
      do {
        guard let reply = try SMTPReply.parse(lines) else { continue }
        lines = []
        return reply
      } catch {
        throw Failure(description: "what it says is no SMTP; look whether host and port are those of a mail server")
      }
    }
    return nil
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if event is IdleStateHandler.IdleStateEvent {
      fail(Failure(description: "it says nothing any more"), context)
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(Failure(description: "it has closed the connection"), context)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { fail(error, context) }

  private func fail(_ error: any Error, _ context: ChannelHandlerContext) {
    if failure == nil { failure = error }
    waiting?.reply.fail(error)
    waiting = nil
    context.close(promise: nil)
  }
}
