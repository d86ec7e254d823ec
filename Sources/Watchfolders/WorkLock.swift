/// Lets one process at a time work for a provider.
///
/// Contract: `acquire` returns `nil` at once when somebody else holds `name`; a lock whose holder has died is free.
package protocol WorkLock: Sendable {
  func acquire(_ name: String) async throws -> (any WorkLockHold)?
}

/// A lock that is held until `release`, or until the process ends.
package protocol WorkLockHold: Sendable {
  func release() async
}
