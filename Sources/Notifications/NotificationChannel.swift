import Domain

/// A way to receivers: mail, webhooks. Who they are depends on whose messages they are, and may change at any time.
package protocol NotificationChannel: Sendable {
  /// The receivers of the provider's messages, each a sink of its own, so that one who is down costs nobody else a second
  /// copy. `contacts` are the provider's, as they are now.
  func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink]
}
