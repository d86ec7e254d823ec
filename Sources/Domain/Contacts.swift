/// Whom a provider's messages reach besides its folder. Sinks decide what they can do with it.
package struct Contacts: Codable, Sendable, Equatable {
  package var emails: [EmailAddress] = []
  package var webhooks: [WebhookURL] = []
  /// What they and the provider's topic are told; `nil` means what the installation says.
  package var kinds: [NotificationKind]?

  package init() {}
}
