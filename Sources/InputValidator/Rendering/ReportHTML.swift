import Domain

/// The report as one page for the provider: self-contained, readable without scripts, in light and dark, on any width.
package enum ReportHTML {
  /// Every text of the delivery passes `HTML.text`; the page loads nothing and runs nothing.
  package static func render(_ report: ValidationReport) -> String {
    let verdict = ReportWording.verdict(report)
    let severities = [Severity.error, .warning, .info].filter { report.count(of: $0) > 0 }
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <title>\(verdict): delivery \(report.delivery.short)</title>
      <style>
      \(css)
      </style>
      </head>
      <body>
      <header class="\(report.verdict.rawValue)">
      <p class="badge">\(verdict)</p>
      <h1>Delivery <code>\(report.delivery.short)</code></h1>
      <p>\(HTML.text(ReportWording.counts(report))). \(HTML.text(ReportWording.consequence(report)))</p>
      <p class="digest">SHA-256 of data.zip: <code>\(report.delivery.hex)</code></p>
      </header>
      <main>
      \(nextSteps(report))\(files(report))\(summaries(report))\(findings(report, severities))</main>
      </body>
      </html>

      """
  }

  private static func nextSteps(_ report: ValidationReport) -> String {
    let steps = ReportWording.nextSteps(report).map { "<li>\(HTML.text($0))</li>\n" }.joined()
    return "<section aria-labelledby=\"next\">\n<h2 id=\"next\">What to do next</h2>\n<ol>\n\(steps)</ol>\n</section>\n"
  }

  private static func files(_ report: ValidationReport) -> String {
    guard !report.files.isEmpty else { return "" }
    let rows = report.files.map { file in
      """
      <tr><th scope="row">\(HTML.text(file.name))</th><td>\(Numbers.grouped(file.records))</td>\
      <td>\(Numbers.grouped(file.quarantined))</td><td>\(Numbers.size(file.bytes))</td>\
      <td><code>\(HTML.text(file.crc32))</code></td></tr>

      """
    }
    return """
      <section aria-labelledby="files">
      <h2 id="files">What was read</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="files"><table class="numbers">
      <thead><tr><th scope="col">File</th><th scope="col">Records</th><th scope="col">Quarantined</th>\
      <th scope="col">Unpacked</th><th scope="col">CRC-32</th></tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table></div>
      </section>

      """
  }

  private static func summaries(_ report: ValidationReport) -> String {
    let films = list("Films", ReportWording.films(report.films))
    let votes = list("Votes", ReportWording.votes(report.votes))
    return films.isEmpty && votes.isEmpty ? "" : "<div class=\"pair\">\n\(films)\(votes)</div>\n"
  }

  private static func list(_ title: String, _ counts: [(label: String, count: Int)]) -> String {
    guard let whole = counts.first?.count, whole > 0 else { return "" }
    let id = title.lowercased()
    let rows = counts.map { label, count in
      "<div><dt>\(HTML.text(label))</dt><dd>\(Numbers.grouped(count)) "
        + "<span class=\"share\">\(Numbers.percent(count, of: whole))</span></dd></div>\n"
    }
    return
      "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(title)</h2>\n<dl>\n\(rows.joined())</dl>\n</section>\n"
  }

  private static func findings(_ report: ValidationReport, _ severities: [Severity]) -> String {
    guard !severities.isEmpty else { return "" }
    let choices =
      [("all", "All", report.findings.reduce(0) { $0 + $1.count })]
      + severities.map { ($0.rawValue, names[$0] ?? "", report.count(of: $0)) }
    let radios = choices.map { id, name, count in
      """
      <input type="radio" name="show" id="show-\(id)"\(id == "all" ? " checked" : "")>\
      <label for="show-\(id)">\(name) <span>\(Numbers.grouped(count))</span></label>

      """
    }
    let sections = severities.map { severity in
      let codes = report.findings.filter { $0.severity == severity }.map(code).joined()
      return "<section class=\"\(severity)\">\n<h3>\(ReportWording.heading(severity))</h3>\n\(codes)</section>\n"
    }
    return """
      <section class="findings" aria-labelledby="findings">
      <h2 id="findings">Findings</h2>
      <fieldset class="filter">
      <legend>Show</legend>
      \(radios.joined())</fieldset>
      \(sections.joined())</section>

      """
  }

  private static let names: [Severity: String] = [.error: "Errors", .warning: "Warnings", .info: "Notes"]
}
