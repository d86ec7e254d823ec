import Domain
import HTTPTypes

/// What answers may be purged by at an edge.
enum Tags {
  /// Of a pinned answer the provider and the edition, of an unpinned one the provider and "current": a publish purges the
  /// second alone, since pinned answers stay right.
  static func of(_ provider: ProviderID, _ pinnedEdition: EditionNumber?) -> [String] {
    [provider.name, pinnedEdition.map { "\(provider)/@\($0)" } ?? "\(provider)/current"]
  }

  /// Writes them in both forms that caches know.
  static func append(_ tags: [String], to fields: inout HTTPFields) {
    guard !tags.isEmpty else { return }
    fields.append(HTTPField(name: .cacheTag, value: tags.joined(separator: ",")))
    fields.append(HTTPField(name: .surrogateKey, value: tags.joined(separator: " ")))
  }
}
