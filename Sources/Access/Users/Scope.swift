import Domain

/// What a user or a token may do: `acme:read`, or `*:read` for the data of all providers.
package struct Scope: CodedAsText, Hashable, Sendable {
  /// `nil` for all.
  package let provider: ProviderID?

  package init(provider: ProviderID?) { self.provider = provider }

  private static let right = ":read"

  package static var form: String { "a scope: PROVIDER:read, or *:read for all providers" }

  package init?(text: String) {
    guard text.hasSuffix(Self.right) else { return nil }
    let name = String(text.dropLast(Self.right.count))
    if name == "*" {
      provider = nil
    } else if let provider = ProviderID(name) {
      self.provider = provider
    } else {
      return nil
    }
  }

  package var description: String { (provider?.name ?? "*") + Self.right }

  package func allowsReading(_ provider: ProviderID) -> Bool { self.provider == nil || self.provider == provider }
}
