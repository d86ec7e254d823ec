import Foundation
import Glibc

/// A client on one connection that it keeps, over a blocking socket: many of them cost little. It has no cache, follows
/// nothing and tries nothing again, so that what a server does is what a test sees.
package final class HTTPReader {
  package struct Answer: Sendable {
    package let status: Int
    /// By name in small letters.
    package let headers: [String: String]
    package let body: Data

    package var text: String { String(decoding: body, as: UTF8.self) }
  }

  package struct Broken: Error, CustomStringConvertible {
    package let description: String
  }

  private let port: UInt16
  private var socket: Int32?
  private var received: [UInt8] = []

  package init(port: UInt16) { self.port = port }

  deinit { close() }

  package func get(
    _ target: String, method: String = "GET", headers: [String: String] = [:], body: String = ""
  ) throws -> Answer {
    var request = "\(method) \(target) HTTP/1.1\r\n"
    if headers["Host"] == nil { request += "Host: test\r\n" }
    for (name, value) in headers { request += "\(name): \(value)\r\n" }
    if !body.isEmpty { request += "Content-Length: \(body.utf8.count)\r\n" }
    request += "\r\n\(body)"
    do {
      return try ask(request, hasBody: method != "HEAD")
    } catch {
      close()
      throw error
    }
  }

  private func ask(_ request: String, hasBody: Bool) throws -> Answer {
    if socket == nil { socket = Loopback.connect(port: port) }
    guard let socket else { throw Broken(description: "nobody listens on \(port)") }
    guard Data(request.utf8).withUnsafeBytes({ Loopback.send($0, to: socket) }) else {
      throw Broken(description: "the connection is gone")
    }
    var end: Int?
    while end == nil {
      try receive(socket)
      end = received.indices.dropLast(3).first { received[$0...].starts(with: [13, 10, 13, 10]) }
    }
    let head = String(decoding: received[..<end!], as: UTF8.self).components(separatedBy: "\r\n")
    received.removeFirst(end! + 4)
    var headers: [String: String] = [:]
    for line in head.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    guard let status = head[0].split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw Broken(description: "no answer of HTTP: \(head[0])")
    }
    let length = hasBody && status != 304 && status != 204 ? Int(headers["content-length"] ?? "") : 0
    guard let length else { throw Broken(description: "an answer without a length") }
    while received.count < length { try receive(socket) }
    let body = Data(received.prefix(length))
    received.removeFirst(length)
    if headers["connection"]?.lowercased() == "close" { close() }
    return Answer(status: status, headers: headers, body: body)
  }

  private func receive(_ socket: Int32) throws {
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(socket, &piece, piece.count, 0)
    guard count > 0 else { throw Broken(description: "the connection broke off within an answer") }
    received += piece.prefix(count)
  }

  private func close() {
    if let socket { Glibc.close(socket) }
    socket = nil
    received = []
  }
}
