/// Who may read a provider's data.
package enum ProviderAccess: String, Codable, Sendable, CaseIterable {
  /// Everybody.
  case anonymous
  /// Who shows a credential with the scope `{provider}:read`.
  case authenticated
}
