import Domain
import Notifications

/// The webhooks of the provider's contacts and those of the operators.
package struct WebhookChannel: NotificationChannel {
  private let secret: WebhookSecret
  private let audience: NotificationAudience<WebhookURL>
  private let transport = HTTPTransport(timeouts: .ofWebhooks)

  package init(secret: WebhookSecret, audience: NotificationAudience<WebhookURL>) {
    self.secret = secret
    self.audience = audience
  }

  package func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink] {
    audience.receivers(providers: contacts.webhooks, wanting: contacts.kinds).map { url, kinds in
      WebhookSink(url, key: secret.key(of: url), kinds: kinds, transport: transport)
    }
  }
}
