/// Lets one process at a time work for a provider.
///
/// Contract: `acquire` returns `nil` at once when somebody else holds `name`; a lock whose holder has died is free.
package protocol WorkLock: Sendable {
  func acquire(_ name: String) async throws -> (any WorkLockHold)?

  /// Throws `lock-lost` unless this process still holds `name`: asked before each step that others can see. Where a lock
  /// lasts as long as its process there is nothing to ask.
  func confirm(_ name: String) async throws
}

/// The codes of the errors of a `WorkLock`.
package enum WorkLockError {
  /// Another process may work under the name by now.
  package static let lost = "lock-lost"
}

extension WorkLock {
  package func confirm(_ name: String) async throws {}
}

/// A lock that is held until `release`, or until the process ends.
package protocol WorkLockHold: Sendable {
  func release() async
}
