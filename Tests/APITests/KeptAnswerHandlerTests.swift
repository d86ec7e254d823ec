import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import Testing

@testable import API

@Suite("Kept answers are given before Hummingbird, in order")
struct KeptAnswerHandlerTests {
  /// Stands where Hummingbird does: notes what it is passed, and answers when the test says so.
  private final class Next: ChannelInboundHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    var targets: [String] = []
    var bodyBytes = 0
    var ends = 0
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }
    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head): targets.append(head.path ?? "")
      case .body(let bytes): bodyBytes += bytes.readableBytes
      case .end: ends += 1
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}

    func answer() {
      guard let context else { return }
      let head = HTTPResponse(status: .accepted, headerFields: [.contentLength: "4"])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(ByteBuffer(string: "next"))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }

  /// One connection to `site`'s service. Not to be used across a suspension: its event loop is the thread's.
  private struct Connection {
    let channel = EmbeddedChannel()
    let next = Next()

    init(_ site: TestSite) throws {
      var limits = NIOHTTPDecoderLimitConfiguration()
      limits.maxHeaderListSize = site.service.configuration.maxHeaderBytes
      try channel.pipeline.syncOperations.addHandlers([
        HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: limits)),
        HTTP1ToHTTPServerCodec(secure: false),
        KeptAnswerHandler(site.service), next,
      ])
    }

    func send(_ bytes: some Sequence<UInt8>) throws { try channel.writeInbound(ByteBuffer(bytes: bytes)) }
    func send(_ request: WireRequest) throws { try send(request.bytes) }

    /// The status codes of what was written since the last time.
    func statuses() throws -> [String] {
      var bytes: [UInt8] = []
      while let buffer = try channel.readOutbound(as: ByteBuffer.self) { bytes += buffer.readableBytesView }
      return String(decoding: bytes, as: UTF8.self).matches(of: #/HTTP/1\.1 (\d{3}) /#).map { String($0.1) }
    }
  }

  private static func site(_ configure: (inout APIConfiguration) -> Void = { _ in }) async throws -> TestSite {
    let site = try await TestSite.published(.small, configure)
    for target in [WireRequest.current, WireRequest.pinned, "/v1/default/years.csv"] { _ = try await site.get(target) }
    return site
  }

  private static let kept = WireRequest("GET \(WireRequest.current) HTTP/1.1", "kept")
  private static let other = WireRequest("GET /v1/default/genres HTTP/1.1", "not kept")

  @Test("Plain requests for what is kept are answered, all others are passed on whole")
  func whichRequests() async throws {
    let site = try await Self.site()
    let head = try await site.get(WireRequest.current)
    let requests = WireRequest.all(
      tag: try #require(head.header("ETag")), time: try #require(head.header("Last-Modified")))
    for request in requests {
      let connection = try Connection(site)
      // Broken requests are errors that the channel throws here; nobody answers them.
      try? connection.send(request)
      #expect(try connection.statuses().count == (request.isPlain ? 1 : 0), "\(request.why)")
      #expect(connection.next.targets.count <= (request.isPlain ? 0 : 1), "\(request.why)")
      #expect(connection.next.ends == connection.next.targets.count || request.isLast, "\(request.why)")
      if request.text.hasSuffix("hello") { #expect(connection.next.bodyBytes == 5, "\(request.why)") }
    }
  }

  @Test("What follows a request that was passed on waits for its answer")
  func order() async throws {
    let site = try await Self.site()
    let connection = try Connection(site)
    try connection.send(Self.kept.bytes + Self.other.bytes + Self.kept.bytes)
    #expect(try connection.statuses() == ["200"])
    #expect(connection.next.targets == ["/v1/default/genres", WireRequest.current])
    connection.next.answer()
    #expect(try connection.statuses() == ["202"])
    // One is still with Hummingbird.
    try connection.send(Self.kept)
    #expect(try connection.statuses() == [])
    connection.next.answer()
    connection.next.answer()
    #expect(try connection.statuses() == ["202", "202"])
    try connection.send(Self.kept)
    #expect(try connection.statuses() == ["200"])
    #expect(connection.next.targets.count == 3)
    #expect(connection.next.ends == 3)
  }

  @Test("Wherever the bytes of requests are split, the answers are the same")
  func splits() async throws {
    let site = try await Self.site()
    let unchanged = WireRequest(
      "GET \(WireRequest.current) HTTP/1.1", ["If-None-Match: *", "Connection: keep-alive"], "")
    let body = WireRequest("POST /x HTTP/1.1", ["Content-Length: 5"], body: "hello", "")
    let bytes = Self.kept.bytes + unchanged.bytes + body.bytes + Self.kept.bytes
    for split in 1..<bytes.count {
      let connection = try Connection(site)
      try connection.send(bytes[..<split])
      try connection.send(bytes[split...])
      #expect(try connection.statuses() == ["200", "304"], "at \(split)")
      #expect(connection.next.targets == ["/x", WireRequest.current], "at \(split)")
      #expect(connection.next.bodyBytes == 5)
      #expect(connection.next.ends == 2)
    }
  }

  @Test("Nothing is answered behind a request that ends the connection, not even after its answer")
  func lastRequest() async throws {
    let site = try await Self.site()
    let connection = try Connection(site)
    try connection.send(WireRequest("GET \(WireRequest.current) HTTP/1.1", ["Connection: te, x"], "unusual"))
    connection.next.answer()
    #expect(try connection.statuses() == ["202"])
    try connection.send(Self.kept)
    #expect(try connection.statuses() == [])
    #expect(connection.next.targets.count == 2)
  }

  @Test("A client that does not read its answers is passed on, to where reading stops")
  func backPressure() async throws {
    let site = try await Self.site()
    let connection = try Connection(site)
    connection.channel.isWritable = false
    try connection.send(Self.kept)
    #expect(connection.next.targets.count == 1)
    connection.next.answer()
    connection.channel.isWritable = true
    try connection.send(Self.kept)
    #expect(try connection.statuses() == ["202", "200"])
  }

  @Test("Now and then Hummingbird is passed a request, so that it does not take the connection for idle")
  func idle() async throws {
    let site = try await Self.site {
      $0.lease = .seconds(1_000); $0.idleTimeout = .seconds(60)
    }
    let connection = try Connection(site)
    for passedOn in 1...3 {
      for _ in 0..<9 {
        try connection.send(Self.kept)
        site.clock.advance(by: .milliseconds(110))
      }
      #expect(try connection.statuses().count == 9)
      site.clock.advance(by: .milliseconds(10))
      try connection.send(Self.kept)
      #expect(connection.next.targets.count == passedOn)
      connection.next.answer()
      #expect(try connection.statuses() == ["202"])
    }
  }

  @Test("After its lease a reading answers nothing here")
  func lease() async throws {
    let site = try await Self.site { $0.idleTimeout = .seconds(6_000) }
    let connection = try Connection(site)
    try connection.send(Self.kept)
    site.clock.advance(by: .milliseconds(1_000))
    try connection.send(Self.kept)
    #expect(try connection.statuses() == ["200"])
    #expect(connection.next.targets.count == 1)
  }

  @Test("After an error of the connection nothing is answered")
  func error() async throws {
    let site = try await Self.site()
    let connection = try Connection(site)
    connection.channel.pipeline.fireErrorCaught(HTTPParserError.unknown)
    try connection.send(Self.kept)
    #expect(try connection.statuses() == [])
    #expect(connection.next.targets.count == 1)
  }
}
