import Domain
import HTTPTypes
import NIOCore

/// What can be wrong with a request before anybody knows what it asks for.
enum RequestFault: Sendable {
  case slow, largeHead, largeBody, malformed

  var reason: ConnectionMetrics.Reason {
    switch self {
    case .slow: .slowRequest
    case .largeBody: .largeBody
    case .largeHead, .malformed: .brokenRequest
    }
  }

  private func problem(_ limits: RequestLimits) -> Problem {
    switch self {
    case .slow:
      Problem(
        .requestTimeout,
        "the request did not arrive within \(limits.requestTime.nanoseconds / 1_000_000) ms of its first byte")
    case .largeHead:
      Problem(
        .requestHeadTooLarge,
        "the request line and its headers may have \(limits.maxHeadBytes) bytes together, in at most"
          + " \(limits.maxHeadFields) headers")
    case .largeBody, .malformed:
      Problem(.malformedRequest, "this is no HTTP/1.1 request")
    }
  }

  /// The last answer of the connection.
  func answer(_ limits: RequestLimits) -> (head: HTTPResponse, body: ByteBuffer) {
    let problem = problem(limits)
    let body = problem.body
    var fields = HTTPFields()
    fields.append(HTTPField(name: .contentType, value: Problem.contentType))
    fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
    CommonHeaders.append(to: &fields)
    fields.append(HTTPField(name: .cacheControl, value: CachePolicy.never))
    fields.append(HTTPField(name: .connection, value: "close"))
    fields.append(HTTPField(name: .date, value: Timestamp.now().httpDate))
    return (HTTPResponse(status: problem.code.status, headerFields: fields), body)
  }
}
