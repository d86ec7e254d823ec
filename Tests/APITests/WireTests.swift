import Database
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import PrometheusMetrics
import Testing

@testable import API

@Suite("Whoever answers, the client reads the same bytes")
struct WireTests {
  /// Two servers over one service: one that answers kept requests by itself, and one that passes all of them on.
  private static func withBothServers(
    _ site: TestSite, _ body: @Sendable @escaping (_ kept: Int, _ passedOn: Int) async throws -> Void
  ) async throws {
    let logger = Logger(label: "test") { _ in SilentLog(logLevel: .debug) }
    let second = buildAPI(site.service.configuration, service: site.service, logger: logger)
    try await site.app().test(.live) { kept in
      try await second.test(.live) { passedOn in
        try await body(try #require(kept.port), try #require(passedOn.port))
      }
    }
  }

  /// A site whose every answer in `requests` is kept, and the requests.
  private static func site() async throws -> (TestSite, [WireRequest]) {
    let site = try await TestSite.published {
      $0.port = 0
      // What a client has left of its quota differs from answer to answer.
      $0.rateLimit = nil
    }
    for target in [WireRequest.pinned, "/v1/default/years.csv"] { _ = try await site.get(target) }
    let response = try await site.get(WireRequest.current)
    let requests = WireRequest.all(
      tag: try #require(response.header("ETag")), time: try #require(response.header("Last-Modified")))
    return (site, requests)
  }

  /// The answer's text with every date replaced, since the two are not written in the same second.
  private static func undated(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).replacing(
      #/Date: [A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} [0-9:]{8} GMT\r\n/#
    ) {
      _ in "Date: now\r\n"
    }
  }

  @Test("Each kind of request alone")
  func alone() async throws {
    let (site, requests) = try await Self.site()
    try await Self.withBothServers(site) { kept, passedOn in
      for request in requests {
        let here = Self.undated(try await RawConnection.exchange(port: kept, [request.bytes]))
        let there = Self.undated(try await RawConnection.exchange(port: passedOn, [request.bytes]))
        #expect(here == there, "\(request.why)")
        #expect(here.hasPrefix("HTTP/1.1 "), "\(request.why)")
        if request.isPlain { #expect(here.contains("\r\nDate: now\r\n\r\n"), "\(request.why)") }
      }
    }
  }

  @Test("Nothing is answered behind the last request of a connection")
  func behindTheLast() async throws {
    let (site, requests) = try await Self.site()
    try await Self.withBothServers(site) { kept, passedOn in
      for last in requests.filter(\.isLast) {
        let bytes = requests[0].bytes + last.bytes + requests[0].bytes + requests[1].bytes
        let here = Self.undated(try await RawConnection.exchange(port: kept, [bytes]))
        let there = Self.undated(try await RawConnection.exchange(port: passedOn, [bytes]))
        #expect(here == there, "\(last.why)")
      }
    }
  }

  @Test("Random requests in one connection, sent in pieces", arguments: 1...8 as ClosedRange<UInt64>)
  func mixes(seed: UInt64) async throws {
    let (site, requests) = try await Self.site()
    try await Self.withBothServers(site) { kept, passedOn in
      var random = FuzzTests.Generator(state: seed)
      for round in 0..<25 {
        var mix: [WireRequest] = []
        // Mostly such as are answered without being passed on: the order is in danger where the two meet.
        for _ in 0..<Int.random(in: 1...20, using: &random) {
          let isPlain = Int.random(in: 0..<3, using: &random) > 0
          mix += [requests.filter { $0.isPlain == isPlain && !$0.isLast }.randomElement(using: &random)!]
        }
        if Bool.random(using: &random) { mix.append(requests.filter(\.isLast).randomElement(using: &random)!) }
        let bytes = mix.flatMap(\.bytes)
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
          let end = min(bytes.count, start + Int.random(in: 1...1_500, using: &random))
          pieces.append(Array(bytes[start..<end]))
          start = end
        }
        let waits = Bool.random(using: &random)
        let here = Self.undated(try await RawConnection.exchange(port: kept, pieces, waits: waits))
        let there = Self.undated(try await RawConnection.exchange(port: passedOn, pieces, waits: waits))
        #expect(here == there, "round \(round): \(mix.map(\.why))")
      }
    }
  }

  /// A service that keeps an answer of 6 MiB at `WireRequest.current`, more than sockets hold.
  private static func large(_ registry: PrometheusRegistry) async throws -> (TestSite, APIService) {
    let site = try await TestSite.published {
      $0.port = 0
      $0.answerCacheBytes = 64 << 20
    }
    let service = APIService(
      configuration: site.service.configuration, database: site.engine, hold: try await site.engine.startReading(),
      providers: { [.default] }, metrics: registry, clock: site.clock.clock)
    let provider = try #require(try await service.directory.provider(.default))
    _ = try await provider.publication.reading()
    let answer = Answer(
      bytes: Array(repeating: UInt8(ascii: "~"), count: largeBytes), contentType: "text/plain", standing: .current(1))
    service.cache.keep(answer, of: 1, for: WireRequest.current, resource: 0, provider: provider)
    return (site, service)
  }

  private static let largeBytes = 6 << 20
  private static let largeRequest = WireRequest("GET \(WireRequest.current) HTTP/1.1", "a large answer").bytes

  @Test(
    "A client that reads late gets every answer whole, although it has said its last word",
    arguments: [Logger.Level.info, .debug], 1...3)
  func lateReader(level: Logger.Level, requests: Int) async throws {
    let (site, service) = try await Self.large(PrometheusRegistry())
    defer { withExtendedLifetime(site) {} }
    let logger = Logger(label: "test") { _ in SilentLog(logLevel: level) }
    try await buildAPI(service.configuration, service: service, logger: logger).test(.live) { client in
      let pieces = Array(repeating: Self.largeRequest, count: requests)
      let received = try await RawConnection.exchange(port: try #require(client.port), pieces, patience: 0.2)
      #expect(received.count { $0 == UInt8(ascii: "~") } == requests * Self.largeBytes)
    }
  }

  @Test(
    "A client that reads late gets its answer whole, although the server is told to stop",
    arguments: [Logger.Level.info, .debug])
  func stoppedServer(level: Logger.Level) async throws {
    let logger = Logger(label: "test") { _ in SilentLog(logLevel: level) }
    let registry = PrometheusRegistry()
    let (site, service) = try await Self.large(registry)
    defer { withExtendedLifetime(site) {} }
    let reading = try await buildAPI(service.configuration, service: service, logger: logger).test(.live) {
      client in
      let port = try #require(client.port)
      let reading = Task {
        try await RawConnection.exchange(port: port, [Self.largeRequest], halfCloses: false, patience: 0.5)
      }
      while !registry.render().contains("boxoffice_answers_kept_total 1\n") { await Task.yield() }
      return reading
    }
    let received = try await reading.value
    #expect(received.count { $0 == UInt8(ascii: "~") } == Self.largeBytes)
  }
}
