import HTTPTypes

/// A request that asks for an answer and nothing else: a GET without a body, with at most one condition of each kind.
struct PlainRequest {
  let target: String
  private(set) var ifNoneMatch: String?
  private(set) var ifModifiedSince: String?

  /// `nil` for any other request.
  init?(_ request: HTTPRequest) {
    guard request.method == .get, let path = request.path else { return nil }
    target = path
    for field in request.headerFields {
      switch field.name {
      case .contentLength, .transferEncoding, .expect, .upgrade, .authorization: return nil
      case .ifNoneMatch:
        guard ifNoneMatch == nil else { return nil }
        ifNoneMatch = field.value
      case .ifModifiedSince:
        guard ifModifiedSince == nil else { return nil }
        ifModifiedSince = field.value
      default: break
      }
    }
  }
}

extension HTTPRequest {
  /// Whether it says anything of its connection but that it is to be kept.
  var mayEndConnection: Bool {
    headerFields.contains { field in
      field.name == .connection && field.value != "keep-alive" && field.value.lowercased() != "keep-alive"
    }
  }
}
