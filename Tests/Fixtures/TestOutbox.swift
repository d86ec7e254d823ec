import Domain
import LocalPlatform
import Notifications

/// A message about acme; the higher its number, the later.
package func message(
  _ number: Int, kind: Notifications.Notification.Kind = .rejected, subject: String? = nil, body: String? = nil
) -> Notifications.Notification {
  let time = Timestamp("2026-11-22T13:45:09.120Z")!.adding(.seconds(number))
  return Notification(
    key: "\(time.compact)-message-\(number)", kind: kind, provider: ProviderID("acme")!, createdAt: time,
    subject: subject ?? "Message \(number)", body: body ?? "Text \(number).\n")
}

/// An outbox in a folder of its own.
package struct TestOutbox {
  package let outbox: Outbox
  private let folder: TemporaryFolder

  package init() throws {
    folder = try TemporaryFolder()
    outbox = Outbox(store: try FolderObjectStore(folder: folder("store")))
  }

  /// Delivers as the service does, again and again, at most so many times. Returns the tries that it took.
  package func deliverAll(
    _ channel: any NotificationChannel, contacts: Contacts, atMost tries: Int
  ) async throws -> Int? {
    for attempt in 1...tries {
      if try await outbox.deliver(of: ProviderID("acme")!, to: [channel], contacts: contacts).isEmpty { return attempt }
    }
    return nil
  }
}
