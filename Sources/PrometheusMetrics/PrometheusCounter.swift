import CoreMetrics
import Synchronization

/// A number that only rises. Whole increments are one atomic addition; fractions are rarer and take a lock.
final class PrometheusCounter: CounterHandler, FloatingPointCounterHandler, MetricCell {
  private let whole = Atomic<Int64>(0)
  private let fractional = Mutex<Double>(0)

  /// Negative amounts are ignored: Prometheus reads a falling counter as a restart.
  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    whole.wrappingAdd(amount, ordering: .relaxed)
  }

  func increment(by amount: Double) {
    guard amount > 0 else { return }
    fractional.withLock { $0 += amount }
  }

  func reset() {
    whole.store(0, ordering: .relaxed)
    fractional.withLock { $0 = 0 }
  }

  func samples() -> [MetricSample] {
    [MetricSample(value: Double(whole.load(ordering: .relaxed)) + fractional.withLock { $0 })]
  }
}
