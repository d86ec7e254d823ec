import Domain
import HTTPTypes

/// What answers may be purged by at an edge.
enum Tags {
  /// Of a pinned answer the provider and its editions, which are two where they are compared, of an unpinned one the provider and "current": a publish purges the
  /// second alone, since pinned answers stay right.
  static func of(_ provider: ProviderID, _ pinned: [EditionNumber]) -> [String] {
    if pinned.isEmpty { return [provider.name, "\(provider)/current"] }
    return [provider.name] + Set(pinned).sorted().map { "\(provider)/@\($0)" }
  }

  /// Writes them in both forms that caches know.
  static func append(_ tags: [String], to fields: inout HTTPFields) {
    guard !tags.isEmpty else { return }
    fields.append(HTTPField(name: .cacheTag, value: tags.joined(separator: ",")))
    fields.append(HTTPField(name: .surrogateKey, value: tags.joined(separator: " ")))
  }
}
