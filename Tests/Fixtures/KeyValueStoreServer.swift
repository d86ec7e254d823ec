import Foundation
import Synchronization

/// CloudFront's API of key-value stores, as far as single entries go: each change is of a version, which it makes old.
package final class KeyValueStoreServer: Sendable {
  package static let arn = "arn:aws:cloudfront::123456789012:key-value-store/8d2f1c"
  private static let path = "/key-value-stores/arn%3Aaws%3Acloudfront%3A%3A123456789012%3Akey-value-store%2F8d2f1c"

  private final class List: Sendable {
    struct State {
      var entries: [String: String] = [:]
      var version = 1
    }
    let state = Mutex(State())
  }

  private let list = List()
  private let server: SmallHTTPServer

  /// - Parameters:
  ///   - isSigned: whether a request is signed as it must be.
  ///   - refusing: the status of answers to requests of these methods.
  ///   - onVersion: called when a version is asked for, with what changes the list as somebody else would.
  package init(
    isSigned: @escaping @Sendable (SmallHTTPServer.Request) -> Bool = { _ in true }, refusing: [String: Int] = [:],
    onVersion: @escaping @Sendable (_ change: () -> Void) -> Void = { _ in }
  ) throws {
    let list = list
    server = try SmallHTTPServer { request in
      guard isSigned(request) else { return .init(403, #"{"Message":"the signature does not match"}"#) }
      if let status = refusing[request.method] { return .init(status, #"{"Message":"refused"}"#) }
      guard request.path.hasPrefix(Self.path) else { return .init(404, #"{"Message":"no such store"}"#) }
      let rest = request.path.dropFirst(Self.path.count)
      if rest.isEmpty {
        let (version, count) = list.state.withLock { ($0.version, $0.entries.count) }
        onVersion { list.state.withLock { $0.version += 1 } }
        return .init(200, #"{"ItemCount":\#(count)}"#, headers: ["ETag": "E\(version)"])
      }
      guard let name = rest.dropFirst("/keys/".count).removingPercentEncoding else { return .init(400) }
      return list.state.withLock { state in Self.answer(request, name, &state) }
    }
  }

  private static func answer(
    _ request: SmallHTTPServer.Request, _ name: String, _ state: inout List.State
  ) -> SmallHTTPServer.Answer {
    let isThere = state.entries[name] != nil
    if request.method == "GET" { return .init(isThere ? 200 : 404, "{}") }
    guard request.headers["if-match"] == "E\(state.version)" else { return .init(409, #"{"Message":"Conflict"}"#) }
    switch request.method {
    case "PUT":
      guard let value = (try? JSONDecoder().decode([String: String].self, from: Data(request.body.utf8)))?["Value"]
      else { return .init(400) }
      state.entries[name] = value
    case "DELETE" where isThere: state.entries[name] = nil
    default: return .init(404)
    }
    state.version += 1
    return .init(200, "{}", headers: ["ETag": "E\(state.version)"])
  }

  package var entries: [String: String] { list.state.withLock { $0.entries } }
  package var requests: [SmallHTTPServer.Request] { server.requests }

  /// For the program that is to find it.
  package var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE": server.endpoint, "AWS_REGION": "us-east-1",
      "AWS_ACCESS_KEY_ID": "AKISORANDOMAASORANDOM",
      "AWS_SECRET_ACCESS_KEY": "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom", "AWS_SESSION_TOKEN": "a-session",
    ]
  }
}
