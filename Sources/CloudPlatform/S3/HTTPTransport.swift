import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// The HTTP connections of one client, closed with it.
///
/// Redirects are not followed, since a signature holds for one host only, and bodies are not unpacked.
package final class HTTPTransport: Sendable {
  /// How long to wait for what.
  package struct Timeouts: Sendable {
    package var connect: Duration = .seconds(5)
    /// Without a byte read or written.
    package var idle: Duration = .seconds(60)
    /// From sending a request to the head of its answer. A part of 8 MiB needs this long at 28 kB/s.
    package var answer: Duration = .seconds(300)

    package init() {}
  }

  let timeouts: Timeouts
  private let client: HTTPClient

  /// `addresses` says where a host is, instead of the name service.
  package init(timeouts: Timeouts = Timeouts(), addresses: [String: String] = [:]) {
    self.timeouts = timeouts
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow,
      timeout: .init(
        connect: TimeAmount(timeouts.connect), read: TimeAmount(timeouts.idle), write: TimeAmount(timeouts.idle)),
      decompression: .disabled)
    configuration.httpVersion = .http1Only
    // Servers drop idle connections after 5 to 60 seconds; better that we drop them first.
    configuration.connectionPool.idleTimeout = .seconds(4)
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 64
    // Repeating is the business of `RetryPolicy`, which has its limits.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.dnsOverride = addresses
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    client.shutdown { _ in }  // by then nobody uses it; a connection that does not close in order is gone all the same
  }

  /// Returns when the head of the answer is there.
  func execute(_ request: HTTPClientRequest, within limit: Duration? = nil) async throws -> HTTPClientResponse {
    try await client.execute(request, timeout: TimeAmount(limit ?? timeouts.answer))
  }
}

extension HTTPTransport {
  /// An answer that is small enough to be had as a whole.
  struct Document {
    let status: HTTPResponseStatus
    let headers: HTTPHeaders
    let body: Data
  }

  /// A small document, asked for again after failures of the network and the server (5xx, 429).
  func fetch(
    retry: RetryPolicy, _ request: () -> HTTPClientRequest
  ) async throws -> Document {
    var attempts = retry.begin()
    while true {
      let result: Result<Document, any Error>
      do {
        let answer = try await execute(request())
        let body = try await answer.body.collect(upTo: 1 << 20)
        result = .success(
          Document(status: answer.status, headers: answer.headers, body: Data(body.readableBytesView)))
      } catch {
        try Task.checkCancellation()
        result = .failure(error)
      }
      if case .success(let answer) = result, answer.status.code < 500, answer.status != .tooManyRequests {
        return answer
      }
      guard let pause = attempts.next() else { return try result.get() }
      try await retry.sleep(pause)
    }
  }
}
