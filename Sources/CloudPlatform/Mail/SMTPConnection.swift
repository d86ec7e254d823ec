import NIOCore
import NIOPosix
import NIOSSL

/// One conversation with a mail server.
struct SMTPConnection: Sendable {
  /// The longest silence of a server. RFC 5321 section 4.5.3.2 asks for five minutes, which nobody needs who is not
  /// looking a name up for every recipient.
  static let patience: TimeAmount = .seconds(60)

  private let channel: any Channel

  /// - Parameter tls: set if the connection is encrypted from the first byte.
  static func open(host: String, port: Int, tls: SMTPUpgrade?) async throws -> SMTPConnection {
    let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .connectTimeout(.seconds(10))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          if let tls { try pipeline.addHandler(tls.handler()) }
          try pipeline.addHandlers([IdleStateHandler(readTimeout: patience), SMTPHandler()])
        }
      }
    return SMTPConnection(channel: try await bootstrap.connect(host: host, port: port).get())
  }

  /// Sends a command, or with `nil` only waits for the greeting, and returns the server's reply.
  func send(_ bytes: ByteBuffer?, upgrade: SMTPUpgrade? = nil) async throws -> SMTPReply {
    let reply = channel.eventLoop.makePromise(of: SMTPReply.self)
    return try await withTaskCancellationHandler {
      channel.writeAndFlush(SMTPCommand(bytes: bytes, upgrade: upgrade, reply: reply))
        .cascadeFailure(to: reply)
      return try await reply.futureResult.get()
    } onCancel: {
      channel.close(promise: nil)
    }
  }

  func close() async {
    // It may be closed already, by the server; either way it is gone.
    try? await channel.close()
  }
}
