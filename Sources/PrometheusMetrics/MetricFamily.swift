/// All metrics of one name: they share kind and help text and differ in their labels.
struct MetricFamily {
  enum Kind: String {
    case counter
    case gauge
    case histogram
  }

  let name: String
  let help: String
  let kind: Kind
  /// By their labels as written, `resource="movies",status="2xx"`.
  var cells: [String: any MetricCell] = [:]

  init(name: String, help: String, kind: Kind) {
    self.name = name
    self.help = help
    self.kind = kind
  }

  func render(into text: inout String) {
    text += "# HELP \(name) \(PrometheusName.escapedHelp(help))\n# TYPE \(name) \(kind.rawValue)\n"
    for (labels, cell) in cells.sorted(by: { $0.key < $1.key }) {
      for sample in cell.samples() {
        let all = [labels, sample.label].filter { !$0.isEmpty }.joined(separator: ",")
        text +=
          name + sample.suffix + (all.isEmpty ? "" : "{\(all)}") + " " + PrometheusName.number(sample.value) + "\n"
      }
    }
  }
}

/// The numbers behind one name and label set.
protocol MetricCell: AnyObject, Sendable {
  func samples() -> [MetricSample]
}

/// One line of a family: what follows the family's name, a label of its own (`le="0.5"`), and the value.
struct MetricSample {
  var suffix = ""
  var label = ""
  let value: Double
}
