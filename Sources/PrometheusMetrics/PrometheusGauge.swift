import CoreMetrics
import Synchronization

/// A number that rises and falls: the last one set, or the sum of what was added.
final class PrometheusGauge: MeterHandler, RecorderHandler, MetricCell {
  private let value = Mutex<Double>(0)

  func set(_ value: Int64) { set(Double(value)) }
  func set(_ value: Double) { self.value.withLock { $0 = value } }
  func increment(by amount: Double) { value.withLock { $0 += amount } }
  func decrement(by amount: Double) { value.withLock { $0 -= amount } }
  func record(_ value: Int64) { set(value) }
  func record(_ value: Double) { set(value) }

  func samples() -> [MetricSample] { [MetricSample(value: value.withLock { $0 })] }
}
