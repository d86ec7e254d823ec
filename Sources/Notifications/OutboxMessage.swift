/// A message in the outbox with what is known of its way: the document that the outbox stores.
struct OutboxMessage: Codable, Sendable, Equatable {
  /// What went wrong at one sink.
  struct Failures: Codable, Sendable, Equatable {
    var attempts: Int
    /// The last reason.
    var reason: String

    static let none = Failures(attempts: 0, reason: "")

    mutating func add(_ reason: String) {
      attempts += 1
      self.reason = reason
    }
  }

  var format = 1
  let notification: Notification
  /// Names of the sinks that have it.
  var delivered: [String] = []
  /// By name of the sink.
  var failures: [String: Failures] = [:]

  init(_ notification: Notification) { self.notification = notification }

  func undelivered(at sink: String, _ reason: String) -> UndeliveredMessage {
    UndeliveredMessage(
      key: notification.key, sink: sink, attempts: failures[sink, default: .none].attempts, reason: reason)
  }
}

/// A message that a sink does not have yet.
package struct UndeliveredMessage: Sendable, Equatable {
  package let key: String
  /// `nil` if the stored message itself cannot be read.
  package let sink: String?
  /// Attempts at this sink so far that failed.
  package let attempts: Int
  package let reason: String
}
