import Synchronization

/// Ends work that goes on in several threads, each at its next block.
final class StopFlag: Sendable {
  private let isSet = Atomic(false)

  func set() { isSet.store(true, ordering: .relaxed) }

  /// Throws `CancellationError` once it is set.
  func check() throws {
    if isSet.load(ordering: .relaxed) { throw CancellationError() }
  }
}
