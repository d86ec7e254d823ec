import Domain
import Notifications

/// Mails every message to one address.
package struct MailSink: NotificationSink {
  package let name: String
  package let kinds: Set<Notifications.Notification.Kind>
  private let address: EmailAddress
  private let from: EmailAddress
  private let client: SMTPClient

  package init(
    _ address: EmailAddress, from: EmailAddress, client: SMTPClient,
    kinds: Set<Notifications.Notification.Kind> = Set(Notifications.Notification.Kind.allCases)
  ) {
    name = "email:\(address)"
    self.address = address
    self.from = from
    self.client = client
    self.kinds = kinds
  }

  package func deliver(_ notification: Notifications.Notification) async throws {
    try await client.send(MailMessage(notification, from: from, to: address))
  }
}
