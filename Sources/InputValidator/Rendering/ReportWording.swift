import DeliveryRecords
import Domain

/// The sentences that the text and the HTML report have in common.
enum ReportWording {
  static func verdict(_ report: ValidationReport) -> String { report.verdict == .accepted ? "Accepted" : "Rejected" }

  static func consequence(_ report: ValidationReport) -> String {
    switch report.verdict {
    case .rejected: "Nothing of this delivery is published; what was published before stays as it is."
    case .accepted where quarantined(report).isEmpty: "All records are used."
    case .accepted: "All records are used except those put aside below."
    }
  }

  /// `2 errors, 6 warnings, 162,000 notes`; empty when nothing was found.
  static func counts(_ report: ValidationReport) -> String {
    let counts = [(Severity.error, "error"), (.warning, "warning"), (.info, "note")]
      .compactMap { severity, noun in
        let count = report.count(of: severity)
        return count > 0 ? Numbers.counted(count, noun) : nil
      }
    return counts.isEmpty ? "no findings" : counts.joined(separator: ", ")
  }

  static func heading(_ severity: Severity) -> String {
    switch severity {
    case .error: "Errors: each of these rejects the delivery"
    case .warning: "Warnings: something is put aside or left out"
    case .info: "Notes: worth knowing, nothing is lost"
    }
  }

  static func films(_ films: ValidationReport.FilmSummary) -> [(label: String, count: Int)] {
    [
      ("films kept", films.kept), ("count in figures (released and dated)", films.counted),
      ("later copies of an id left out", films.duplicates),
    ]
  }

  /// The losses are left out where there are none.
  static func votes(_ votes: ValidationReport.VoteSummary) -> [(label: String, count: Int)] {
    let losses = [
      ("whose film is not in links.csv", votes.unlinked), ("whose link has no tmdbId", votes.withoutTmdbID),
      ("whose film is not in the delivery", votes.withoutFilm),
    ]
    return [
      ("valid votes", votes.valid), ("reach a film", votes.joined), ("reach a film that counts", votes.counted),
    ] + losses.filter { $0.1 > 0 }
  }

  /// `movies_metadata.csv:19732`, an address that editors understand.
  static func place(_ finding: Finding) -> String {
    VisibleText.of(finding.file) + (finding.line.map { ":\($0)" } ?? "")
  }

  /// What the provider does now, in order.
  static func nextSteps(_ report: ValidationReport) -> [String] {
    var steps: [String] = []
    let errors = report.findings.filter { $0.severity == .error }.map(\.code.rawValue)
    if !errors.isEmpty { steps.append("Mend the errors (\(errors.joined(separator: ", "))) as their fixes say.") }
    let aside = quarantined(report)
    if !aside.isEmpty {
      let count = aside.reduce(0) { $0 + $1.count }
      steps.append(
        """
        Mend the \(Numbers.counted(count, "quarantined record")) in your source: \
        \(aside.map(\.rejectedName).joined(separator: ", ")) \(aside.count == 1 ? "has" : "have") each with line, code \
        and fix.
        """)
    }
    switch report.verdict {
    case .rejected:
      steps.append("Make data.zip again with all files, since a delivery is a complete snapshot, and upload it.")
    case .accepted where aside.isEmpty && report.count(of: .warning) == 0:
      steps.append("Nothing: the delivery is used as it is.")
    case .accepted:
      steps.append("Send the whole data.zip again when it is mended, or let it wait for the next delivery.")
    }
    return steps
  }

  private static func quarantined(_ report: ValidationReport) -> [(rejectedName: String, count: Int)] {
    report.files.compactMap { summary in
      guard summary.quarantined > 0, let file = DeliveryFile(rawValue: summary.name) else { return nil }
      return (RejectedFile.name(of: file), summary.quarantined)
    }
  }
}
