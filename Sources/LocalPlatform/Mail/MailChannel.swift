import Domain
import Notifications

/// The e-mail addresses of the provider's contacts and those of the operators. Each gets a mail of its own, and learns of no
/// other.
package struct MailChannel: NotificationChannel {
  private let client: SMTPClient
  private let from: EmailAddress
  private let audience: NotificationAudience<EmailAddress>

  package init(client: SMTPClient, from: EmailAddress, audience: NotificationAudience<EmailAddress>) {
    self.client = client
    self.from = from
    self.audience = audience
  }

  package func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink] {
    audience.receivers(providers: contacts.emails, wanting: contacts.kinds).map {
      MailSink($0, from: from, client: client, kinds: $1)
    }
  }

  /// Asks the server whether it lets us in.
  package func check() async throws -> String {
    try await client.check()
    return "the mail server \(client.server) lets us in"
  }
}
