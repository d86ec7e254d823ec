import Domain
import Foundation
import Watchfolders

/// How the outbox keeps its messages.
extension Outbox {
  enum Place: String {
    case pending
    case sent
  }

  /// The code of a failure to remember that a sink has a message.
  static let markFailed = "outbox-mark-failed"

  func key(_ place: Place, _ notification: Notification) throws -> ObjectKey {
    let name = notification.key
    guard ObjectKey(name) != nil, name.utf8.count <= 150, !name.contains("/"),
      let key = ObjectKey("\(prefix(place, notification.provider))\(name).json")
    else {
      throw BoxOfficeError(
        code: "notification-key-invalid",
        message: "'\(name)' cannot be the key of a notification; it must be 1 to 150 of A-Z a-z 0-9 . _ -")
    }
    return key
  }

  private func prefix(_ place: Place, _ provider: ProviderID) -> String { "\(provider)/outbox/\(place.rawValue)/" }

  /// The pending messages by time and key. One that cannot be read is told and left where it is.
  func pending(of provider: ProviderID, _ undelivered: inout [UndeliveredMessage]) async throws -> [OutboxMessage] {
    var messages: [OutboxMessage] = []
    for info in try await store.list(prefix: prefix(.pending, provider)) {
      guard let data = try await store.data(info.key) else { continue }  // sent by another process since the listing
      do {
        messages.append(try JSONDocument.decode(OutboxMessage.self, from: data, what: "the message \(info.key)"))
      } catch {
        undelivered.append(UndeliveredMessage(key: info.key.name, sink: nil, attempts: 0, reason: "\(error)"))
      }
    }
    return messages.sorted {
      ($0.notification.createdAt, $0.notification.key) < ($1.notification.createdAt, $1.notification.key)
    }
  }

  /// Applies `change` to the stored message and returns it as it is then. Another process's marks are kept.
  func update(_ message: OutboxMessage, _ change: (inout OutboxMessage) -> Void) async throws -> OutboxMessage {
    let key = try key(.pending, message.notification)
    do {
      while true {
        guard let version = try await store.list(prefix: key.name).first(where: { $0.key == key })?.version else {
          // Another process has seen it through and moved it away.
          var gone = message
          change(&gone)
          return gone
        }
        var data = Data()
        try await store.read(key, version: version, range: nil) { data.append(contentsOf: $0) }
        var stored = try JSONDocument.decode(OutboxMessage.self, from: data, what: "the message \(key)")
        change(&stored)
        do {
          try await store.put(key, .data(JSONDocument.encode(stored)), if: .current(version))
        } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
          continue
        }
        // Marks have no history worth keeping; a sink that is down for a week would fill the store with it.
        try await store.delete(key, version: version)
        return stored
      }
    } catch {
      throw BoxOfficeError(
        code: Self.markFailed,
        message: "could not note in \(key) what became of it; it stays pending and will be delivered again",
        cause: error)
    }
  }

  /// Remembers the key as sent, then forgets the message: in this order nothing is lost between the two.
  func finish(_ message: OutboxMessage) async throws {
    let sent = try key(.sent, message.notification)
    do {
      try await store.put(sent, .data(JSONDocument.encode(message)), if: .absent)
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      // A crash, or another process, came between the two.
    }
    try await removePending(message.notification)
  }

  func removePending(_ notification: Notification) async throws {
    let key = try key(.pending, notification)
    // Oldest first, so that a crash leaves the current one, which the next delivery removes.
    for info in try await store.versions(prefix: key.name).reversed() where info.key == key {
      try await store.delete(key, version: info.version)
    }
  }
}
