import Access
import Domain
import HTTPTypes
import NIOCore

/// `GET /auth/token?provider=NAME`: a reader whose credential the functions of the edge have no time for exchanges it for a
/// token that they take.
enum TokenExchange {
  private static let path = "/auth/token"

  static func isOne(_ target: String) -> Bool { AccessQuestion.asks(target, at: path) }
}

extension APIService {
  /// The answer to a `TokenExchange`: a token, or the refusal that a request for the data would get. It counts for the
  /// client, as every answer does that has to be made.
  func token(_ target: String, for reader: Reader) async -> Served {
    var served = Served(.preflight, resource: RequestMetrics.token)
    do {
      try charge(reader.address, &served)
      let provider = try await Route.provider(AccessQuestion.provider(target), in: directory)
      served.outcome = .token(try await access.edgeToken(for: reader, toRead: provider))
    } catch {
      served.outcome = outcome(of: error, served)
    }
    return served
  }
}

extension EdgeToken {
  /// As RFC 6749 section 5.1 has it.
  var body: ByteBuffer {
    var writer = JSONWriter()
    writer.value([
      "access_token": .string(text), "token_type": "Bearer", "expires_in": .integer(Int64(seconds)),
    ])
    writer.raw("\n")
    return ByteBuffer(bytes: writer.bytes)
  }

  /// The head of the answer that has `body`.
  static func fields(of body: ByteBuffer) -> HTTPFields {
    var fields = HTTPFields()
    fields.append(HTTPField(name: .contentType, value: Format.json.contentType))
    fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
    fields.append(HTTPField(name: .cacheControl, value: CachePolicy.never))
    CommonHeaders.append(to: &fields)
    return fields
  }
}
