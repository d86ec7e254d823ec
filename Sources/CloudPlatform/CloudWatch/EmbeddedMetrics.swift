import CoreMetrics
import Domain
import Foundation
import Synchronization

/// A swift-metrics backend for functions: what was measured becomes log lines, out of which CloudWatch makes metrics.
///
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
/// A function is frozen between events, so that nobody can ask it: `flush` belongs at the end of each.
package final class EmbeddedMetrics: MetricsFactory {
  /// The most values of one metric that CloudWatch takes in a line.
  private static let maxValues = 100
  private static let environmentDimension = "Environment"

  private let namespace: String
  private let environment: String
  private let figure: @Sendable (_ label: String, _ dimensions: [(String, String)]) -> EmbeddedFigure?
  private let values = Mutex<[EmbeddedFigure: [Double]]>([:])

  /// - Parameters:
  ///   - environment: the value of the dimension `Environment`.
  ///   - figure: what a metric of ours is at CloudWatch; `nil` for those that are not told there.
  package init(
    namespace: String, environment: String,
    figure: @escaping @Sendable (_ label: String, _ dimensions: [(String, String)]) -> EmbeddedFigure?
  ) {
    self.namespace = namespace
    self.environment = environment
    self.figure = figure
  }

  /// The lines of what was measured since the last call, in the order of their names.
  package func flush(at now: Timestamp) -> [String] {
    var rest = values.withLock { values in
      defer { values = [:] }
      return values
    }
    var lines: [String] = []
    while !rest.isEmpty {
      // What has the same dimensions fits into one line.
      let groups = Dictionary(grouping: rest.keys) { Place(dimensions: $0.dimensions, hasTotal: $0.hasTotal) }
      for (place, figures) in groups.sorted(by: { $0.key.text < $1.key.text }) {
        let line = line(figures.sorted { $0.name < $1.name }, at: place, rest, now)
        lines.append(line)
      }
      rest = rest.mapValues { Array($0.dropFirst(Self.maxValues)) }.filter { !$0.value.isEmpty }
    }
    return lines
  }

  private struct Place: Hashable {
    let dimensions: [String: String]
    let hasTotal: Bool
    /// By which lines are put in order.
    var text: String { "\(dimensions.sorted { $0.key < $1.key }) \(hasTotal)" }
  }

  private func line(
    _ figures: [EmbeddedFigure], at place: Place, _ values: [EmbeddedFigure: [Double]], _ now: Timestamp
  ) -> String {
    let all = [Self.environmentDimension] + place.dimensions.keys.sorted()
    let sets = place.hasTotal && all.count > 1 ? [[Self.environmentDimension], all] : [all]
    let directive: [String: Any] = [
      "Namespace": namespace, "Dimensions": sets,
      "Metrics": figures.map { ["Name": $0.name, "Unit": $0.unit.rawValue] },
    ]
    var document: [String: Any] = [
      "_aws": ["Timestamp": now.millisecondsSinceEpoch, "CloudWatchMetrics": [directive]] as [String: Any],
      Self.environmentDimension: environment,
    ]
    for (name, value) in place.dimensions { document[name] = value }
    for figure in figures { document[figure.name] = Array(values[figure, default: []].prefix(Self.maxValues)) }
    // Texts and finite numbers, of which there is always a document.
    let data = try? JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data ?? Data(), as: UTF8.self)
  }

  // MARK: The backend

  /// One metric. CloudWatch makes sums, maxima and percentiles of single values, whatever their kind.
  private final class Handler: CounterHandler, TimerHandler, RecorderHandler {
    private let metrics: EmbeddedMetrics
    private let figure: EmbeddedFigure

    init(_ metrics: EmbeddedMetrics, _ figure: EmbeddedFigure) {
      self.metrics = metrics
      self.figure = figure
    }

    func record(_ value: Double) {
      // JSON has no other numbers.
      guard value.isFinite else { return }
      metrics.values.withLock { [figure] values in values[figure, default: []].append(value) }
    }

    func increment(by amount: Int64) { record(Double(amount)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }
    func reset() { metrics.values.withLock { [figure] values in values[figure] = nil } }
  }

  private func handler(_ label: String, _ dimensions: [(String, String)]) -> Handler? {
    figure(label, dimensions).map { Handler(self, $0) }
  }

  package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    handler(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    handler(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    handler(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  // Values are kept here, not in handlers.
  package func destroyCounter(_ handler: any CounterHandler) {}
  package func destroyTimer(_ handler: any TimerHandler) {}
  package func destroyRecorder(_ handler: any RecorderHandler) {}
}
