import Domain
import Metrics

/// What a process takes for current, per provider: several processes that differ for longer than a lease are in trouble.
struct PublicationMetrics: Sendable {
  static let descriptions = [
    "boxoffice.publication.edition": "The edition that this process serves as current, by provider.",
    "boxoffice.publication.sequence": "The sequence of the publication record last read, by provider.",
    "boxoffice.publication.unreadable": "Readings of the publication record that failed, by provider.",
  ]

  private let edition: Gauge
  private let sequence: Gauge
  private let unreadable: Counter

  init(_ provider: ProviderID, factory: any MetricsFactory) {
    let dimensions = [("provider", provider.name)]
    edition = Gauge(label: "boxoffice.publication.edition", dimensions: dimensions, factory: factory)
    sequence = Gauge(label: "boxoffice.publication.sequence", dimensions: dimensions, factory: factory)
    unreadable = Counter(label: "boxoffice.publication.unreadable", dimensions: dimensions, factory: factory)
  }

  func read(_ record: PublicationRecord) {
    edition.record(record.edition)
    sequence.record(record.sequence)
  }

  func failed() { unreadable.increment() }
}
