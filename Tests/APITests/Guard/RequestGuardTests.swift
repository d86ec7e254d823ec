import Foundation
import HTTPTypes
import Metrics
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import PrometheusMetrics
import Testing

@testable import API

@Suite("What a client does not bring to an end is ended")
struct RequestGuardTests {
  /// Stands where Hummingbird does: answers each whole head, and a broken request as Hummingbird does.
  private final class Server: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    var heads = 0
    /// As a responder that takes its time.
    var isAnswering = true
    private var hasFailed = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .head = unwrapInboundIn(data) else { return }
      heads += 1
      if isAnswering { answer(context, .init(status: .accepted, headerFields: [.contentLength: "4"]), "next") }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      guard error is HTTPParserError, !hasFailed else { return }
      hasFailed = true
      answer(context, .init(status: .badRequest, headerFields: [.connection: "close", .contentLength: "0"]), nil)
    }

    private func answer(_ context: ChannelHandlerContext, _ head: HTTPResponse, _ body: String?) {
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      if let body { context.write(wrapOutboundOut(.body(ByteBuffer(string: body))), promise: nil) }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }

  /// One connection, on a clock of its own. Not to be used across a suspension: its event loop is the thread's.
  private struct Connection {
    let channel = EmbeddedChannel()
    let server = Server()
    let registry = PrometheusRegistry(descriptions: APIService.metricDescriptions)

    init() throws {
      var configuration = APIConfiguration()
      configuration.requestTimeout = .seconds(10)
      configuration.sendTimeout = .seconds(60)
      configuration.maxBodyBytes = 1_000
      configuration.maxHeaderBytes = 2_000
      var decoder = NIOHTTPDecoderLimitConfiguration()
      decoder.maxHeaderFieldSize = configuration.maxHeaderBytes
      decoder.maxHeaderListSize = configuration.maxHeaderBytes
      let guarding = RequestGuard(
        RequestLimits(configuration), RequestMetrics(factory: registry), ConnectionMetrics(factory: registry))
      try channel.pipeline.syncOperations.addHandlers([
        HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoder)),
        HTTP1ToHTTPServerCodec(secure: false), guarding, server,
      ])
      try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    func send(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

    func wait(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    /// What was written since the last time.
    func written() throws -> String {
      var text = ""
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: buffer) }
      return text
    }

    func ended(_ reason: ConnectionMetrics.Reason) -> Bool {
      registry.render().contains("boxoffice_http_connections_ended_total{reason=\"\(reason.rawValue)\"} 1\n")
    }
  }

  private static let get = "GET /v1/default HTTP/1.1\r\nHost: localhost\r\n"

  @Test("A head that drips in is refused when its time is over, however often a byte comes")
  func slowHead() throws {
    let connection = try Connection()
    try connection.send(Self.get + "X: ")
    for _ in 0..<9 {
      connection.wait(1)
      try connection.send("x")
    }
    #expect(try connection.written() == "")
    #expect(connection.channel.isActive)
    connection.wait(1)
    let answer = try connection.written()
    #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
    #expect(answer.contains("\r\nConnection: close\r\n") && answer.contains("\r\nCache-Control: no-store\r\n"))
    #expect(answer.contains("\"code\":\"request-timeout\""))
    #expect(connection.ended(.slowRequest))
    // The client has a moment to read it.
    #expect(connection.channel.isActive)
    connection.wait(2)
    #expect(!connection.channel.isActive)
  }

  @Test("A head in pieces that is there in time is answered, and the next one has the whole time again")
  func headInPieces() throws {
    let connection = try Connection()
    for _ in 0..<3 {
      try connection.send(String(Self.get.prefix(20)))
      connection.wait(9)
      try connection.send("\(Self.get.dropFirst(20))\r\n")
      #expect(try connection.written().hasPrefix("HTTP/1.1 202"))
      connection.wait(9)
    }
    #expect(connection.server.heads == 3)
    #expect(connection.channel.isActive)
  }

  @Test("A connection between requests is not the guard's: it may be idle")
  func idle() throws {
    let connection = try Connection()
    try connection.send(Self.get + "\r\n")
    _ = try connection.written()
    connection.wait(1_000)
    #expect(connection.channel.isActive)
    #expect(try connection.written() == "")
  }

  @Test("A body that drips in ends the connection; the request has its one answer and gets no second")
  func slowBody() throws {
    let connection = try Connection()
    try connection.send(Self.get + "Content-Length: 100\r\n\r\n")
    #expect(try connection.written().hasPrefix("HTTP/1.1 202"))
    for _ in 0..<9 {
      connection.wait(1)
      try connection.send("x")
    }
    #expect(connection.channel.isActive)
    connection.wait(3)
    #expect(try connection.written() == "")
    #expect(connection.ended(.slowRequest))
    #expect(!connection.channel.isActive)
  }

  @Test(
    "A body beyond the bound is not read to its end",
    arguments: [
      "Content-Length: 1000000\r\n\r\n\(String(repeating: "x", count: 1_001))",
      "Transfer-Encoding: chunked\r\n\r\n800\r\n\(String(repeating: "x", count: 1_001))",
    ])
  func largeBody(rest: String) throws {
    let connection = try Connection()
    try connection.send(Self.get + rest)
    #expect(try connection.written().components(separatedBy: "HTTP/1.1").count == 2)
    #expect(connection.ended(.largeBody))
    connection.wait(2)
    #expect(!connection.channel.isActive)
  }

  @Test("A body within the bound is thrown away, and the connection goes on")
  func smallBody() throws {
    let connection = try Connection()
    try connection.send(Self.get + "Content-Length: 1000\r\n\r\n\(String(repeating: "x", count: 1_000))")
    try connection.send(Self.get + "\r\n")
    connection.wait(100)
    #expect(connection.server.heads == 2)
    #expect(connection.channel.isActive)
  }

  @Test(
    "A head beyond the bounds is 431, in headers as in the target",
    arguments: [
      "GET / HTTP/1.1\r\nX: \(String(repeating: "y", count: 2_000))", "GET /\(String(repeating: "y", count: 2_000))",
    ])
  func largeHead(head: String) throws {
    let connection = try Connection()
    try? connection.send(head)
    let answer = try connection.written()
    #expect(answer.hasPrefix("HTTP/1.1 431 Request Header Fields Too Large\r\n"))
    #expect(answer.contains("\"code\":\"request-head-too-large\""))
    #expect(connection.ended(.brokenRequest))
    #expect(connection.registry.render().contains("{resource=\"other\",status=\"431\"} 1\n"))
  }

  @Test(
    "What is no request is told so once, and nothing behind it is answered",
    arguments: ["\u{1}\u{2}\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\nBroken header\r\n\r\n"])
  func malformed(text: String) throws {
    let connection = try Connection()
    try? connection.send(Self.get + "\r\n")
    try? connection.send(text + Self.get + "\r\n")
    let answer = try connection.written()
    #expect(answer.hasPrefix("HTTP/1.1 202"))
    #expect(answer.components(separatedBy: "HTTP/1.1 400 Bad Request\r\n").count == 2)
    #expect(answer.contains("\"code\":\"malformed-request\""))
    #expect(connection.server.heads == 1)
  }

  @Test("A client that does not take its answer is cut off, one that takes it in time is not")
  func slowReader() throws {
    let connection = try Connection()
    for _ in 0..<3 {
      connection.channel.isWritable = false
      connection.channel.pipeline.fireChannelWritabilityChanged()
      connection.wait(59)
      connection.channel.isWritable = true
      connection.channel.pipeline.fireChannelWritabilityChanged()
    }
    connection.wait(1_000)
    #expect(connection.channel.isActive)
    connection.channel.isWritable = false
    connection.channel.pipeline.fireChannelWritabilityChanged()
    connection.wait(60)
    #expect(!connection.channel.isActive)
    #expect(connection.ended(.slowReader))
  }

  @Test("A client that has said its last word is waited for no longer, and gets what it asked for")
  func halfClosed() throws {
    let connection = try Connection()
    connection.server.isAnswering = false
    try connection.send(Self.get + "\r\n")
    connection.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    connection.channel.pipeline.fireChannelReadComplete()
    connection.wait(1_000)
    #expect(try connection.written() == "")
    #expect(connection.channel.isActive)
  }

  @Test("A connection that ends by itself leaves nothing behind that would act on it")
  func ends() throws {
    let connection = try Connection()
    try connection.send("GET / HT")
    connection.channel.isWritable = false
    connection.channel.pipeline.fireChannelWritabilityChanged()
    connection.channel.pipeline.fireChannelInactive()
    connection.wait(1_000)
    #expect(!connection.ended(.slowRequest) && !connection.ended(.slowReader))
  }
}
