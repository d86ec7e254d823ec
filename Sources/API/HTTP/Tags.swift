import Domain
import HTTPTypes

/// What answers may be purged by at an edge.
enum Tags {
  /// Of a pinned answer the provider and its editions, which are two where they are compared, of an unpinned one the provider
  /// and what is current: a publication purges the second alone, since pinned answers stay right.
  static func of(_ provider: ProviderID, _ pinned: [EditionNumber]) -> [CacheTag] {
    if pinned.isEmpty { return [.all(of: provider), .current(of: provider)] }
    return [.all(of: provider)] + Set(pinned).sorted().map { .edition($0, of: provider) }
  }

  /// Writes them in both forms that caches know: comma-separated for CloudFront and Cloudflare, space-separated for Varnish
  /// and Fastly.
  static func append(_ tags: [CacheTag], to fields: inout HTTPFields) {
    guard !tags.isEmpty else { return }
    let names = tags.map(\.description)
    fields.append(HTTPField(name: .cacheTag, value: names.joined(separator: ",")))
    fields.append(HTTPField(name: .surrogateKey, value: names.joined(separator: " ")))
  }
}
