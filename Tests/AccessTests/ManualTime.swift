import Domain
import Synchronization

/// Clocks that stand still until they are moved.
final class ManualTime: Sendable {
  private let elapsed = Mutex(Duration.seconds(1000))
  static let start = Timestamp(secondsSinceEpoch: 1_790_000_000)

  var monotonic: @Sendable () -> Duration { { self.elapsed.withLock { $0 } } }
  var wall: @Sendable () -> Timestamp { { Self.start.adding(self.elapsed.withLock { $0 } - .seconds(1000)) } }

  func advance(by duration: Duration) { elapsed.withLock { $0 += duration } }
}
