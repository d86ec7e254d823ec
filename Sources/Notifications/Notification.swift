import Domain

/// One message to the provider and the operators, written once and delivered at least once.
package struct Notification: Codable, Sendable, Equatable {
  package typealias Kind = NotificationKind

  /// Names the event, not the attempt: a receiver that has seen the key may drop the message.
  package let key: String
  package let kind: Kind
  package let provider: ProviderID
  package let createdAt: Timestamp
  /// One line.
  package let subject: String
  /// Markdown.
  package let body: String

  package init(
    key: String, kind: Kind, provider: ProviderID, createdAt: Timestamp, subject: String, body: String
  ) {
    self.key = key
    self.kind = kind
    self.provider = provider
    self.createdAt = createdAt
    self.subject = subject
    self.body = body
  }
}
