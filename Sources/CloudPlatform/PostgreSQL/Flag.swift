import Synchronization

/// Something that happens once and is remembered.
final class Flag: Sendable {
  private let isRaised = Atomic<Bool>(false)

  /// Returns whether it was raised before.
  func raise() -> Bool { isRaised.exchange(true, ordering: .acquiringAndReleasing) }
}
