import Domain

/// That somebody may read a provider's data.
struct Permission: Sendable, Equatable {
  let access: ProviderAccess
  /// When the credential expires, if it does.
  var expiresAt: Timestamp?

  /// Whether everybody may.
  var isForEveryone: Bool { access == .anonymous }
}
