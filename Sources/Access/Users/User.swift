import Domain

/// Somebody who reads with a password.
package struct User: Codable, Sendable, Equatable {
  package let name: UserName
  package let scopes: [Scope]
  package let password: PasswordHash
  package let createdAt: Timestamp
  /// When the password was last changed.
  package let rotatedAt: Timestamp

  package init(name: UserName, scopes: [Scope], password: PasswordHash, createdAt: Timestamp, rotatedAt: Timestamp) {
    self.name = name
    self.scopes = scopes
    self.password = password
    self.createdAt = createdAt
    self.rotatedAt = rotatedAt
  }

  package func mayRead(_ provider: ProviderID) -> Bool { scopes.contains { $0.allowsReading(provider) } }
}
