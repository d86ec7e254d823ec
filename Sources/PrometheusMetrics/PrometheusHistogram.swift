import CoreMetrics
import Synchronization

/// Counts of values at or below fixed bounds, their sum and their number.
final class PrometheusHistogram: TimerHandler, RecorderHandler, MetricCell {
  private struct State {
    /// Values in each bucket, not yet cumulated; the last one has no bound.
    var counts: [Int64]
    var sum = 0.0
  }

  private let bounds: [Double]
  private let state: Mutex<State>

  /// `bounds` are rising upper bounds; `+Inf` is added.
  init(bounds: [Double]) {
    self.bounds = bounds
    self.state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
  func record(_ value: Int64) { record(Double(value)) }

  func record(_ value: Double) {
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { state in
      state.counts[bucket] += 1
      state.sum += value
    }
  }

  func samples() -> [MetricSample] {
    let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
    var total: Int64 = 0
    var samples: [MetricSample] = []
    for (index, count) in counts.enumerated() {
      total += count
      let bound = index < bounds.count ? bounds[index] : .infinity
      samples.append(
        MetricSample(suffix: "_bucket", label: "le=\"\(PrometheusName.number(bound))\"", value: Double(total)))
    }
    return samples + [MetricSample(suffix: "_sum", value: sum), MetricSample(suffix: "_count", value: Double(total))]
  }
}
