/// What CloudWatch calls a metric: a name, a unit, and what its values are told apart by.
package struct EmbeddedFigure: Sendable, Hashable {
  package enum Unit: String, Sendable {
    case count = "Count"
    case seconds = "Seconds"
    case none = "None"
  }

  package let name: String
  package let unit: Unit
  /// Besides the environment: `["Provider": "acme"]`. Each different value is a metric of its own, and has its price.
  package let dimensions: [String: String]
  /// Whether its values also count without those dimensions.
  package let hasTotal: Bool

  package init(_ name: String, _ unit: Unit, by dimensions: [String: String] = [:], hasTotal: Bool = true) {
    self.name = name
    self.unit = unit
    self.dimensions = dimensions
    self.hasTotal = hasTotal
  }
}
