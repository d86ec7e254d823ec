import Fixtures
import Foundation
import Glibc
import Hummingbird
import HummingbirdTesting
import Logging
import Testing

@testable import API

@Suite("Clients on the wire that mean no good", .ownThreads)
struct LiveGuardTests {
  private static func withServer(
    _ configure: @escaping @Sendable (inout APIConfiguration) -> Void,
    _ body: @Sendable @escaping (_ port: Int, _ site: TestSite) async throws -> Void
  ) async throws {
    let site = try await TestSite.published {
      $0.port = 0
      configure(&$0)
    }
    try await site.app().test(.live) { client in try await body(try #require(client.port), site) }
  }

  private static let get = "GET /v1/default/years HTTP/1.1\r\nHost: localhost\r\n"

  @Test("Half a head, or half a body, ends in an end of the connection, whoever answers")
  func slow() async throws {
    try await Self.withServer({ $0.requestTimeout = .milliseconds(50) }) { port, _ in
      // Each waits until the server ends the connection, which it would not do for a minute otherwise.
      let head = try await Self.exchange(port, Self.get)
      #expect(head.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
      let body = try await Self.exchange(port, Self.get + "Content-Length: 10\r\n\r\n12345")
      #expect(body.hasPrefix("HTTP/1.1 200 OK\r\n"))
      #expect(body.components(separatedBy: "HTTP/1.1 ").count == 2)
      // Half a head behind an answer that was kept.
      let socket = try #require(Loopback.connect(port: UInt16(port)))
      defer { close(socket) }
      #expect(Self.answers(socket))
      Self.send(socket, Self.get)
      #expect(Self.received(socket)?.hasPrefix("HTTP/1.1 408 ") == true)
    }
  }

  @Test("A body without end is not read")
  func endlessBody() async throws {
    try await Self.withServer({ $0.maxBodyBytes = 10_000 }) { port, _ in
      let piece = Array("10000\r\n\(String(repeating: "x", count: 65_536))\r\n".utf8)
      let head = Array("\(Self.get)Transfer-Encoding: chunked\r\n\r\n".utf8)
      let received = try await RawConnection.exchange(
        port: port, [head] + Array(repeating: piece, count: 10_000), halfCloses: false)
      let text = String(decoding: received, as: UTF8.self)
      #expect(text.components(separatedBy: "HTTP/1.1 ").count <= 2)
    }
  }

  @Test("A client with as many connections as it may have gets another when it closes one")
  func connectionsPerClient() async throws {
    try await Self.withServer({ $0.maxConnectionsPerClient = 4 }) { port, site in
      // The test's own client has one.
      let open = (0..<3).compactMap { _ in Loopback.connect(port: UInt16(port)) }
      #expect(open.count == 3)
      for socket in open { #expect(Self.answers(socket)) }
      let refused = try #require(Loopback.connect(port: UInt16(port)))
      #expect(!Self.answers(refused))
      close(refused)
      close(open[0])
      // The server sees the end of a connection in its own time.
      #expect(
        try await Self.eventually {
          guard let another = Loopback.connect(port: UInt16(port)) else { return false }
          defer { close(another) }
          return Self.answers(another)
        })
      for socket in open.dropFirst() { close(socket) }
      withExtendedLifetime(site) {}
    }
  }

  @Test("Connections beyond the bound of all wait, and are served when others end")
  func allConnections() async throws {
    try await Self.withServer({ $0.maxConnections = 3 }) { port, site in
      let open = (0..<2).compactMap { _ in Loopback.connect(port: UInt16(port)) }
      for socket in open { #expect(Self.answers(socket)) }
      // Given one that the system has accepted, but not the server
      let waiting = try #require(Loopback.connect(port: UInt16(port)))
      Self.send(waiting, "\(Self.get)\r\n")
      // When another ends, then it is answered.
      close(open[0])
      #expect(Self.received(waiting) != nil)
      close(waiting)
      close(open[1])
      withExtendedLifetime(site) {}
    }
  }

  private static func exchange(_ port: Int, _ pieces: String...) async throws -> String {
    let received = try await RawConnection.exchange(
      port: port, pieces.map { Array($0.utf8) }, waits: true, halfCloses: false)
    return String(decoding: received, as: UTF8.self)
  }

  /// Whether a request on the connection is answered; `false` when the server has closed it.
  private static func answers(_ socket: Int32) -> Bool {
    send(socket, "\(get)\r\n")
    return received(socket) != nil
  }

  private static func send(_ socket: Int32, _ text: String) {
    Array(text.utf8).withUnsafeBytes { _ = Loopback.send($0, to: socket) }
  }

  /// What comes next, which is an answer; `nil` at the end.
  private static func received(_ socket: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = recv(socket, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  private static func eventually(_ condition: () async throws -> Bool) async throws -> Bool {
    for _ in 0..<1_000 {
      if try await condition() { return true }
      try await Task.sleep(for: .milliseconds(5))
    }
    return false
  }
}
