import Database
import Domain
import Foundation

extension Resource {
  /// `editions/{n}/report`: what the validator said of the delivery.
  static let editionReport = Resource(
    name: "editionReport", path: [.literal("editions"), .number("edition"), .literal("report")], scope: .history,
    summary: "The validator's report of an edition's delivery",
    details: "In JSON the whole report, with samples of each finding; in CSV and NDJSON one row for each code.",
    columns: columns.map(\.description), isObject: true,
    documentSchema: ["type": "object", "description": "The report as the validator wrote it."],
    example: "editions/1/report"
  ) { request in
    let reader = try await request.openEdition(request.numbers[0])
    guard let row = try await reader.row(of: Queries.report()) else {
      throw BoxOfficeError(
        code: "report-missing", message: "edition \(request.numbers[0]) of '\(request.provider.id)' has no report")
    }
    let report = try JSONDocument.decode(
      ValidationReport.self, from: Data(row.report.utf8), what: "the report of edition \(request.numbers[0])")
    var content = Content.list(columns, report.findings)
    // As it was written, but for the line break at its end.
    content.document = Array(row.report.utf8.reversed().drop { $0 == 0x0A }.reversed())
    return content
  }

  private static let columns: [Column<ValidationReport.CodeFindings>] = [
    .text("code", "The finding's code; docs/findings.md explains it.") { $0.code.rawValue },
    .choice("severity", Severity.allCases.map(\.rawValue), "What it did to the delivery.") { $0.severity.rawValue },
    .integer("count", "How often it was found.") { Int64($0.count) },
    .text("why", "Why it matters.") { $0.why },
    .text("fix", "What the provider can do about it.") { $0.fix },
  ]
}
