import Domain

/// The report for a terminal or a log: short, the most important first.
package enum ReportText {
  /// Samples shown of one code; the report has more.
  private static let samplesShown = 3

  /// Ends with a line break. `color` adds ANSI colours, never meaning: the same words are there without.
  package static func render(_ report: ValidationReport, color: Bool) -> String {
    let style = TerminalStyle(isOn: color)
    var lines: [String] = []
    let verdict = ReportWording.verdict(report).uppercased()
    lines.append(
      style(report.verdict == .accepted ? .green : .red, verdict)
        + "  delivery \(report.delivery.short): \(ReportWording.counts(report))")
    lines.append(ReportWording.consequence(report))
    lines += files(report, style)
    lines += totals("Films", ReportWording.films(report.films), style)
    lines += totals("Votes", ReportWording.votes(report.votes), style)
    for severity in [Severity.error, .warning, .info] { lines += findings(report, severity, style) }
    lines += ["", style(.bold, "What to do next")]
    lines += ReportWording.nextSteps(report).enumerated().map { "  \($0 + 1). \($1)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func files(_ report: ValidationReport, _ style: TerminalStyle) -> [String] {
    guard !report.files.isEmpty else { return [] }
    let rows =
      [["File", "records", "quarantined", "unpacked"]]
      + report.files.map {
        [$0.name, Numbers.grouped($0.records), Numbers.grouped($0.quarantined), Numbers.size($0.bytes)]
      }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      zip(row, widths).enumerated().map { $0 == 0 ? left($1.0, $1.1) : right($1.0, $1.1) }.joined(separator: "  ")
    }
    return ["", style(.bold, lines[0])] + lines.dropFirst()
  }

  private static func totals(
    _ title: String, _ counts: [(label: String, count: Int)], _ style: TerminalStyle
  ) -> [String] {
    guard counts.contains(where: { $0.count > 0 }) else { return [] }
    let numbers = counts.map { Numbers.grouped($0.count) }
    let width = numbers.map(\.count).max() ?? 0
    return ["", style(.bold, title)] + zip(numbers, counts).map { "  \(right($0, width)) \($1.label)" }
  }

  private static func findings(
    _ report: ValidationReport, _ severity: Severity, _ style: TerminalStyle
  ) -> [String] {
    let codes = report.findings.filter { $0.severity == severity }
    guard !codes.isEmpty else { return [] }
    return ["", style(.bold, ReportWording.heading(severity))]
      + codes.flatMap { severity == .info ? brief($0, style) : full($0, style) }
  }

  /// One line a code: notes are many and seldom call for anything.
  private static func brief(_ code: ValidationReport.CodeFindings, _ style: TerminalStyle) -> [String] {
    let first = code.samples.first.map { "; first at \(ReportWording.place($0))" } ?? ""
    return ["  \(style(.cyan, code.code.rawValue)) × \(Numbers.grouped(code.count))\(first)", "      \(code.why)"]
  }

  private static func full(_ code: ValidationReport.CodeFindings, _ style: TerminalStyle) -> [String] {
    let tint: TerminalStyle.Tint = code.severity == .error ? .red : .yellow
    var lines = ["  \(style(tint, code.code.rawValue)) × \(Numbers.grouped(code.count)): \(code.why)"]
    var fix = code.fix
    for sample in code.samples.prefix(samplesShown) {
      lines.append("    \(style(.bold, ReportWording.place(sample)))  \(VisibleText.of(sample.message))")
      if let cell = cell(sample) { lines.append("        \(cell)") }
      // The two halves of a cut record share one fix, which is said once.
      if sample.fix != code.fix, sample.fix != fix { lines.append("        fix: \(VisibleText.of(sample.fix))") }
      fix = sample.fix
    }
    let more = code.count - min(code.samples.count, samplesShown)
    if more > 0 { lines.append("    … and \(Numbers.grouped(more)) more") }
    if code.samples.contains(where: { $0.fix == code.fix }) { lines.append("    fix: \(code.fix)") }
    return lines
  }

  private static func cell(_ finding: Finding) -> String? {
    guard let value = finding.value else { return finding.column.map { "column \(VisibleText.of($0))" } }
    return (finding.column.map { VisibleText.of($0) + " = " } ?? "") + "'\(VisibleText.of(value))'"
  }

  private static func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: width - text.count)
  }

  private static func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: width - text.count) + text
  }
}
