import Domain

extension ReportHTML {
  /// One code: what it means, what to do, and its samples folded away. Errors lie open.
  static func code(_ code: ValidationReport.CodeFindings) -> String {
    let isOpen = code.severity == .error
    let shown =
      code.samples.count == code.count
      ? "all \(Numbers.counted(code.count, "place"))"
      : "the first \(Numbers.grouped(code.samples.count)) of \(Numbers.counted(code.count, "place"))"
    return """
      <article id="\(code.code.rawValue)" class="\(code.severity)">
      <h4><code>\(code.code.rawValue)</code> <span class="count">\(Numbers.grouped(code.count))</span></h4>
      <p>\(HTML.sentence(code.why))</p>
      <p class="fix"><strong>Fix:</strong> \(HTML.sentence(code.fix))</p>
      <details\(isOpen ? " open" : "")>
      <summary>Show \(code.count == 1 ? "the place" : shown)</summary>
      \(samples(code))</details>
      </article>

      """
  }

  /// A table with only those columns that any sample fills.
  private static func samples(_ code: ValidationReport.CodeFindings) -> String {
    let columns = columns.filter { column in code.samples.contains { column.cell($0, code) != nil } }
    let head = columns.map { "<th scope=\"col\">\($0.title)</th>" }.joined()
    let rows = code.samples.map { sample in
      "<tr>" + columns.map { "<td class=\"\($0.style)\">\($0.cell(sample, code) ?? "")</td>" }.joined() + "</tr>\n"
    }
    return """
      <div class="scroll" tabindex="0" role="region" aria-label="Places of \(code.code.rawValue)"><table>
      <thead><tr>\(head)</tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table></div>

      """
  }

  private struct Column {
    let title: String
    let style: String
    /// Markup, escaped; `nil` where the sample has nothing to show.
    let cell: (Finding, ValidationReport.CodeFindings) -> String?
  }

  private static var columns: [Column] {
    [
      Column(title: "File", style: "name") { sample, _ in HTML.text(sample.file) },
      Column(title: "Line", style: "number") { sample, _ in sample.line.map(Numbers.grouped) },
      Column(title: "Record", style: "number") { sample, _ in sample.record.map(Numbers.grouped) },
      Column(title: "Column", style: "name") { sample, _ in sample.column.map(HTML.text) },
      Column(title: "Value", style: "value") { sample, _ in
        sample.value.map { $0.isEmpty ? "<em>blank</em>" : "<bdi><code>\(HTML.text($0))</code></bdi>" }
      },
      Column(title: "What is wrong", style: "message") { sample, _ in "<bdi>\(HTML.sentence(sample.message))</bdi>" },
      Column(title: "Fix for this place", style: "message") { sample, code in
        sample.fix == code.fix ? nil : "<bdi>\(HTML.sentence(sample.fix))</bdi>"
      },
    ]
  }
}
