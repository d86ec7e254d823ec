import Domain

/// One receiver of notifications: a folder of files, a mailbox, a webhook.
///
/// Contract: `deliver` returns only when the receiver has the message for good; it may be called again with the same
/// `key` after a crash, and must then not make a second message where the receiver can tell.
package protocol NotificationSink: NotificationChannel {
  /// For logs and for remembering which sinks have a message: `file`, `email:data@example.org`. No secret is in it, and it
  /// names the same receiver for ever.
  var name: String { get }

  /// The kinds that the receiver wants; of others nothing is told.
  var kinds: Set<Notification.Kind> { get }

  func deliver(_ notification: Notification) async throws
}

extension NotificationSink {
  package var kinds: Set<Notification.Kind> { Set(Notification.Kind.allCases) }

  /// One receiver, whose messages ever.
  package func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink] { [self] }
}
