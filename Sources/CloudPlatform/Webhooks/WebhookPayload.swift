import Domain
import Foundation
import Notifications

/// What is posted: the same bytes at each attempt.
struct WebhookPayload: Encodable {
  struct Message: Encodable {
    let key: String
    let kind: String
    let provider: String
    let subject: String
    /// Markdown.
    let text: String
    let html: String
  }

  /// `boxoffice.rejected`.
  let type: String
  /// When it happened.
  let timestamp: String
  let data: Message

  init(_ notification: Notifications.Notification) {
    type = "boxoffice.\(notification.kind.rawValue)"
    timestamp = "\(notification.createdAt)"
    data = Message(
      key: notification.key, kind: notification.kind.rawValue, provider: notification.provider.name,
      subject: notification.subject, text: notification.body, html: MarkdownHTML.fragment(notification.body))
  }
}
