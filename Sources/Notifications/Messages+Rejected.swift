import Domain

extension Messages {
  /// Problems that a rejection names; the report has them all.
  static let problemsShown = 5

  /// The delivery was refused. `files` are the places of the report and of the records put aside, as the provider can
  /// reach them.
  package static func rejected(
    _ record: DeliveryRecord, report: ValidationReport, files: [String], of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    let errors = report.count(of: .error)
    let problems = problems(report)
    let kinds = report.findings.filter { $0.severity > .info }.count
    var body = """
      The data was **not** published. What was published before stays online, unchanged.

      \(facts(record))
      - Found: \(counts(report))

      ## What to mend

      Errors come first: they are why the delivery was rejected.


      """
    for (index, problem) in problems.enumerated() { body += text(problem, number: index + 1) }
    if kinds > problems.count {
      body += "\nThe report lists \(Wording.count(kinds - problems.count, "more kind")) of problem.\n"
    }
    if !files.isEmpty {
      body += "\n## The report, and the records put aside\n\n"
      for file in files { body += "- \(Wording.code(file))\n" }
    }
    body += "\nMend the data, make a new `data.zip` of all files, and upload it. The whole of it is checked again.\n"
    return Notification(
      key: key(record, "rejected"), kind: .rejected, provider: provider, createdAt: now,
      subject: "Delivery \(record.delivery.short) is rejected: \(Wording.count(errors, "error"))", body: body)
  }

  /// The most frequent errors, then the most frequent warnings: an error that is there once decides more than a thousand
  /// warnings.
  static func problems(_ report: ValidationReport) -> [ValidationReport.CodeFindings] {
    let sorted = report.findings.filter { $0.severity > .info }.sorted {
      ($1.severity, $1.count, $0.code.index) < ($0.severity, $0.count, $1.code.index)
    }
    return Array(sorted.prefix(problemsShown))
  }

  static func counts(_ report: ValidationReport) -> String {
    let errors = Wording.count(report.count(of: .error), "error")
    let warnings = Wording.count(report.count(of: .warning), "warning")
    return "\(errors), \(warnings), \(Wording.count(report.count(of: .info), "note"))"
  }

  private static func text(_ problem: ValidationReport.CodeFindings, number: Int) -> String {
    let times = problem.count == 1 ? "once" : "\(Wording.count(problem.count)) times"
    var text = "\(number). **\(problem.code.rawValue)** (\(problem.severity.rawValue), \(times))\n"
    if let first = problem.samples.first {
      text += "   - \(problem.count == 1 ? "At" : "First at") \(place(first))\n"
      text += "   - What: \(first.message)\n"
      text += "   - Fix: \(first.fix)\n"
    } else {
      text += "   - What: \(problem.why)\n"
      text += "   - Fix: \(problem.fix)\n"
    }
    return text
  }

  /// `movies_metadata.csv:19730:budget`, as far as each part is known, and the value.
  private static func place(_ finding: Finding) -> String {
    let parts = [finding.file, finding.line.map { String($0) }, finding.column].compactMap { $0 }
    let place = Wording.code(parts.joined(separator: ":"))
    return finding.value.map { "\(place): \(Wording.code($0))" } ?? place
  }
}
