import CoreMetrics
import Synchronization

/// A swift-metrics backend that keeps every metric in memory and writes them as Prometheus text.
///
/// Metrics that share a label and its dimensions share one set of numbers. Labels become names that Prometheus accepts:
/// counters end in `_total`, timers are histograms in seconds and end in `_seconds`.
package final class PrometheusRegistry: MetricsFactory {
  /// Upper bounds, in seconds, that suit answers from 50 µs (a kept answer) up to ten seconds.
  package static let secondsBuckets: [Double] = [
    0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  ]

  /// Upper bounds for recorders, whose unit is the caller's: powers of four up to 10^9.
  package static let valueBuckets: [Double] = (0...15).map { Double(1 << (2 * $0)) }

  private let families = Mutex<[String: MetricFamily]>([:])
  private let descriptions: [String: String]

  /// `descriptions` are the help texts by label; a metric without one is described by its label.
  package init(descriptions: [String: String] = [:]) { self.descriptions = descriptions }

  /// All metrics in the text exposition format 0.0.4, sorted by name and labels.
  package func render() -> String {
    let families = families.withLock { $0 }
    var text = ""
    for name in families.keys.sorted() { families[name]?.render(into: &text) }
    return text
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    cell(PrometheusName.metric(label, suffix: "_total"), label, dimensions, .counter, make: PrometheusCounter.init)
      ?? NOOPMetricsHandler.instance
  }

  package func makeFloatingPointCounter(
    label: String, dimensions: [(String, String)]
  ) -> any FloatingPointCounterHandler {
    cell(PrometheusName.metric(label, suffix: "_total"), label, dimensions, .counter, make: PrometheusCounter.init)
      ?? NOOPMetricsHandler.instance
  }

  package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    cell(PrometheusName.metric(label), label, dimensions, .gauge, make: PrometheusGauge.init)
      ?? NOOPMetricsHandler.instance
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    let name = PrometheusName.metric(label)
    if aggregate {
      return cell(
        name, label, dimensions, .histogram, make: { PrometheusHistogram(bounds: Self.valueBuckets) })
        ?? NOOPMetricsHandler.instance
    }
    return cell(name, label, dimensions, .gauge, make: PrometheusGauge.init) ?? NOOPMetricsHandler.instance
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    cell(
      PrometheusName.metric(label, suffix: "_seconds"), label, dimensions, .histogram,
      make: { PrometheusHistogram(bounds: Self.secondsBuckets) }) ?? NOOPMetricsHandler.instance
  }

  package func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
  package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
  package func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
  package func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
  package func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

  /// The numbers of one name and label set, made on first use; `nil` when the name is already taken by another kind of
  /// metric, which could not be told apart in the text.
  private func cell<Cell: MetricCell>(
    _ name: String, _ label: String, _ dimensions: [(String, String)], _ kind: MetricFamily.Kind,
    make: () -> Cell
  ) -> Cell? {
    let labels = PrometheusName.labels(dimensions)
    return families.withLock { families in
      var family = families[name] ?? MetricFamily(name: name, help: descriptions[label] ?? label, kind: kind)
      guard family.kind == kind else { return nil }
      if let cell = family.cells[labels] as? Cell { return cell }
      let cell = make()
      family.cells[labels] = cell
      families[name] = family
      return cell
    }
  }

  private func remove(_ handler: AnyObject) {
    families.withLock { families in
      for (name, var family) in families {
        guard let labels = family.cells.first(where: { $0.value === handler })?.key else { continue }
        family.cells[labels] = nil
        families[name] = family.cells.isEmpty ? nil : family
        return
      }
    }
  }
}
