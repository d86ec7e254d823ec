import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

extension HTTPTransport.Timeouts {
  /// For small documents that somebody waits for.
  package static var ofDocuments: HTTPTransport.Timeouts {
    var timeouts = HTTPTransport.Timeouts()
    (timeouts.connect, timeouts.idle, timeouts.answer) = (.seconds(3), .seconds(5), .seconds(5))
    return timeouts
  }
}

extension HTTPTransport {
  /// A small document of somebody else's server. Error: `document-not-fetched`, for anything but an answer with status 200.
  package func document(at address: String) async throws -> Data {
    let answer = try await execute(HTTPClientRequest(url: address))
    let body = try await answer.body.collect(upTo: 1 << 20)
    guard answer.status == .ok else {
      throw BoxOfficeError(
        code: "document-not-fetched",
        message: "\(address) answers with status \(answer.status.code), not with a document; look whether it is right")
    }
    return Data(body.readableBytesView)
  }
}
