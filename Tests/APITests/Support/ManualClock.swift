import Synchronization

@testable import API

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
  private let time = Mutex(Duration.seconds(1000))

  var clock: MonotonicClock { MonotonicClock { [self] in time.withLock { $0 } } }

  func advance(by duration: Duration) { time.withLock { $0 += duration } }
}
