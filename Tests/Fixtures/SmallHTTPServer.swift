import Foundation
import Glibc
import Synchronization

/// An HTTP server on loopback that answers as a test says, for services that no test machine has. One request a
/// connection.
package final class SmallHTTPServer: Sendable {
  package struct Request: Sendable {
    package let method: String
    package let path: String
    /// By name in small letters.
    package let headers: [String: String]
    package let body: String

    package init(method: String, path: String, headers: [String: String], body: String) {
      (self.method, self.path, self.headers, self.body) = (method, path, headers, body)
    }
  }

  package struct Answer: Sendable {
    let status: Int
    let body: String
    let headers: [String: String]

    package init(_ status: Int, _ body: String = "", headers: [String: String] = [:]) {
      self.status = status
      self.body = body
      self.headers = headers
    }
  }

  package let port: UInt16
  private let listener: Int32

  package init(_ answer: @escaping @Sendable (Request) -> Answer) throws {
    (listener, port) = try Loopback.listen()
    let listener = listener
    let log = Log()
    self.requestLog = log
    Thread.detachNewThread {
      // By nobody else: another server may get the number at once, whose connections would be taken here.
      defer { close(listener) }
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        Thread.detachNewThread {
          defer { close(client) }
          guard let request = Self.read(client) else { return }
          log.requests.withLock { $0.append(request) }
          Self.write(answer(request), to: client)
        }
      }
    }
  }

  private final class Log: Sendable {
    let requests = Mutex<[Request]>([])
  }

  private let requestLog: Log

  deinit { shutdown(listener, Int32(SHUT_RDWR)) }

  package var endpoint: String { "http://127.0.0.1:\(port)" }

  package var requests: [Request] { requestLog.requests.withLock { $0 } }

  private static func read(_ client: Int32) -> Request? {
    var received = Data()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(client, &piece, piece.count, 0)
      guard count > 0 else { return nil }
      received.append(contentsOf: piece.prefix(count))
      guard let head = received.firstRange(of: Data("\r\n\r\n".utf8)) else { continue }
      let lines = String(decoding: received[..<head.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
      let words = lines[0].split(separator: " ").map(String.init)
      let headers = Dictionary(
        lines.dropFirst().compactMap { line in
          line.firstIndex(of: ":").map {
            (line[..<$0].lowercased(), line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces))
          }
        }, uniquingKeysWith: { first, _ in first })
      let body = received[head.upperBound...]
      guard body.count >= Int(headers["content-length"] ?? "0") ?? 0 else { continue }
      return Request(
        method: words[0], path: words[1], headers: headers, body: String(decoding: body, as: UTF8.self))
    }
  }

  private static func write(_ answer: Answer, to client: Int32) {
    var text = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\nContent-Length: \(answer.body.utf8.count)\r\n"
    for (name, value) in answer.headers { text += "\(name): \(value)\r\n" }
    text += "\r\n" + answer.body
    Data(text.utf8).withUnsafeBytes { _ = Loopback.send($0, to: client) }
  }
}
