import Foundation
import Synchronization

/// One value from one thread to another that waits for it.
final class Handover<Value>: @unchecked Sendable {
  // Sendable: the value is set once, before the semaphore is raised, and read after it was lowered.
  private let isGiven = Atomic(false)
  private let isThere = DispatchSemaphore(value: 0)
  private var value: Value?

  /// What is given after the first is left out.
  func give(_ value: Value) {
    guard isGiven.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged else { return }
    self.value = value
    isThere.signal()
  }

  /// Blocking; to be called once.
  func wait() -> Value {
    isThere.wait()
    return value!
  }
}
