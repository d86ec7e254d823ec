import Domain
import Foundation
import Watchfolders

/// Messages that are on their way: posted once, delivered at least once to every sink, never lost.
///
///     {provider}/outbox/pending/<key>.json   posted, with the marks of the sinks that have it
///     {provider}/outbox/sent/<key>.json      every sink has it; kept so that the key is never posted again
///
/// A message's place in the store is its key, so that posting twice is a `put` that finds the first. Every change is
/// conditional on the version that was read, so that two processes at once do no harm beyond a doubled delivery, which
/// sinks tell by the key.
package struct Outbox: Sendable {
  /// Failed attempts at one sink after which a message no longer holds up the ones behind it. It is still tried again.
  package static let attemptsInOrder = 5

  let store: any ObjectStore

  package init(store: any ObjectStore) { self.store = store }

  /// Stores the message durably. Returns `false` if its key was posted before, whether it is sent already or not.
  ///
  /// The key must be a part of an object key of at most 150 bytes; the messages of `Messages` start with the moment they
  /// are about, which retention goes by.
  @discardableResult
  package func post(_ notification: Notification) async throws -> Bool {
    let pending = try key(.pending, notification)
    let sent = try key(.sent, notification)
    if try await store.data(sent) != nil { return false }
    do {
      try await store.put(pending, .data(JSONDocument.encode(OutboxMessage(notification))), if: .absent)
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      return false
    }
    // If a delivery under way has moved the same key to `sent` between the two, `deliver` drops the second one unsent.
    return true
  }

  /// Tries every pending message of the provider at every sink that wants it and does not have it, oldest first, and
  /// returns what is still pending and why. When to try again is the caller's affair.
  ///
  /// The sinks are those of this moment: an address that was corrected gets what could not be delivered to the old one.
  /// Without any channel all messages stay.
  ///
  /// A sink that fails gets no younger message before the one that failed, so that messages arrive in order, until that
  /// one has failed `attemptsInOrder` times.
  package func deliver(
    of provider: ProviderID, to channels: [any NotificationChannel], contacts: Contacts = Contacts()
  ) async throws -> [UndeliveredMessage] {
    let receivers = channels.flatMap { $0.sinks(for: provider, contacts: contacts) }
    var undelivered: [UndeliveredMessage] = []
    var blocked: [String: String] = [:]
    for var message in try await pending(of: provider, &undelivered) {
      if channels.isEmpty { continue }
      let sinks = receivers.filter { $0.kinds.contains(message.notification.kind) }
      // The same key posted again at the moment it was sent.
      if try await store.data(key(.sent, message.notification)) != nil {
        try await removePending(message.notification)
        continue
      }
      for sink in sinks where !message.delivered.contains(sink.name) {
        if let first = blocked[sink.name] {
          undelivered.append(message.undelivered(at: sink.name, "waits for \(first), which is to arrive before it"))
          continue
        }
        do {
          try await sink.deliver(message.notification)
          message = try await update(message) { $0.delivered.append(sink.name) }
        } catch let error as CancellationError {
          throw error
        } catch let error as BoxOfficeError where error.code == Self.markFailed {
          throw error
        } catch {
          message = try await update(message) { $0.failures[sink.name, default: .none].add("\(error)") }
          undelivered.append(message.undelivered(at: sink.name, "\(error)"))
          if message.failures[sink.name, default: .none].attempts < Self.attemptsInOrder {
            blocked[sink.name] = message.notification.key
          }
        }
      }
      if sinks.allSatisfy({ message.delivered.contains($0.name) }) { try await finish(message) }
    }
    return undelivered
  }

  /// Whether the message stored as `key` is pending, and no delivery has left a mark in it yet.
  ///
  /// A mark is a write like a post: who is told of writes would take each for a new message, and one that cannot be
  /// delivered would be tried without end.
  package func isUntried(_ key: ObjectKey) async throws -> Bool {
    guard let data = try await store.data(key) else { return false }
    guard let message = try? JSONDocument.decode(OutboxMessage.self, from: data, what: "the message \(key)") else {
      return true  // `deliver` says why
    }
    return message.delivered.isEmpty && message.failures.isEmpty
  }

  /// Messages that are posted and not yet at every sink, oldest first.
  package func pending(of provider: ProviderID) async throws -> [Notification] {
    var unreadable: [UndeliveredMessage] = []
    return try await pending(of: provider, &unreadable).map(\.notification)
  }
}
