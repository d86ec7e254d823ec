import Domain
import Fixtures
import Foundation
import Synchronization
import Watchfolders

@testable import Notifications

let acme = ProviderID("acme")!

func moment(_ second: Int64) -> Timestamp {
  Timestamp(millisecondsSinceEpoch: Timestamp("2026-11-22T13:45:09.120Z")!.millisecondsSinceEpoch + second * 1000)
}

/// A receiver that fails as a test tells it to, and remembers what it got.
final class ScriptedSink: NotificationSink {
  struct Down: Error, CustomStringConvertible { let description = "the receiver is down" }

  let name: String
  let kinds: Set<Notifications.Notification.Kind>
  private let state: Mutex<State>

  private struct State {
    var failures: [String: Int]
    var received: [String] = []
  }

  /// Fails the given number of times for each key; `everything` stands for any key.
  init(
    _ name: String, failing failures: [String: Int] = [:],
    kinds: Set<Notifications.Notification.Kind> = Set(Notifications.Notification.Kind.allCases)
  ) {
    self.name = name
    self.kinds = kinds
    state = Mutex(State(failures: failures))
  }

  var received: [String] { state.withLock { $0.received } }

  func deliver(_ notification: Notifications.Notification) async throws {
    try state.withLock { state in
      for key in [notification.key, "everything"] {
        if let left = state.failures[key], left > 0 {
          state.failures[key] = left - 1
          throw Down()
        }
      }
      state.received.append(notification.key)
    }
  }
}
