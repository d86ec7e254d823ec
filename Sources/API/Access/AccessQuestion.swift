import Domain
import HTTPTypes

/// `GET /auth?provider=NAME`: an edge asks whether the credential that it was shown may read a provider, before it gives away
/// the copy that it keeps for all readers.
enum AccessQuestion {
  private static let path = "/auth"

  static func isOne(_ target: String) -> Bool { asks(target, at: path) }

  /// Whether the target is this path, with or without a query.
  static func asks(_ target: String, at path: String) -> Bool {
    target.hasPrefix(path) && (target.utf8.count == path.utf8.count || target.dropFirst(path.count).first == "?")
  }

  /// The provider that is asked about, which there may be or not.
  static func provider(_ target: String) throws -> String {
    let arguments = try Arguments(
      try RequestTarget(target).query, for: [Parameter("provider", .text, "whose data", isRequired: true)])
    return arguments.text("provider") ?? ""
  }
}

extension APIService {
  /// The answer to an `AccessQuestion`: a permission, or the refusal that a request for the data would get.
  func permission(_ target: String, for reader: Reader) async -> Served {
    var served = Served(.preflight, resource: RequestMetrics.auth)
    do {
      let provider = try await Route.provider(AccessQuestion.provider(target), in: directory)
      served.outcome = .permitted(try await access.permission(for: reader, toRead: provider))
    } catch {
      served.outcome = outcome(of: error, served)
    }
    return served
  }

  /// The head of the answer to a question that was answered by yes.
  func fields(of permission: Permission) -> HTTPFields {
    let seconds = access.secondsAtEdge(permission)
    var fields = HTTPFields()
    fields.append(
      HTTPField(name: .cacheControl, value: seconds > 0 ? "max-age=\(seconds)" : CachePolicy.never))
    fields.append(HTTPField(name: .providerAccess, value: permission.access.rawValue))
    CommonHeaders.append(to: &fields)
    return fields
  }
}
