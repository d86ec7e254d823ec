import Domain
import Fixtures
import Foundation
import InputValidator
import Testing

@Suite("The report as text and as HTML")
struct ReportRenderingTests {
  private func finding(_ code: FindingCode, line: Int?, value: String? = nil, message: String = "Wrong.") -> Finding {
    Finding(
      code, file: "ratings.csv", line: line, record: line.map { $0 - 1 }, column: "rating", value: value,
      message: message)
  }

  private func report(
    _ verdict: ValidationReport.Verdict, _ findings: [ValidationReport.CodeFindings], quarantined: Int = 0
  ) -> ValidationReport {
    var votes = ValidationReport.VoteSummary()
    votes.valid = 100_004
    votes.joined = 99_810
    votes.counted = 99_793
    return ValidationReport(
      delivery: Scenario.delivery, verdict: verdict,
      files: [
        .init(name: "ratings.csv", bytes: 2_438_266, crc32: "0badcafe", records: 100_004, quarantined: quarantined)
      ],
      films: .init(), votes: votes, findings: findings)
  }

  private var rejected: ValidationReport {
    report(
      .rejected,
      [
        .init(code: .missingColumn, severity: .error, count: 1, samples: [finding(.missingColumn, line: 1)]),
        .init(
          code: .invalidRating, severity: .warning, count: 5,
          samples: (2...6).map { (line: Int) in finding(.invalidRating, line: line, value: "3.\(line)") }),
        .init(code: .ratingUnlinked, severity: .info, count: 46, samples: [finding(.ratingUnlinked, line: 9)]),
      ], quarantined: 5)
  }

  @Test("begin with the verdict and end with what to do")
  func order() {
    let text = ReportText.render(rejected, color: false)
    let lines = text.split(separator: "\n")

    #expect(lines.first == "REJECTED  delivery abababababab: 1 error, 5 warnings, 46 notes")
    #expect(
      lines.last == "  3. Make data.zip again with all files, since a delivery is a complete snapshot, and upload it.")
    let order = [
      "100,004", "99,810 reach a film", "missing-column", "invalid-rating", "rating-unlinked", "What to do next",
    ]
    let places = order.map { text.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil))
    #expect(places.compactMap { $0 } == places.compactMap { $0 }.sorted())
  }

  @Test("name file and line of the first places, and count the rest")
  func samples() {
    let text = ReportText.render(rejected, color: false)

    #expect(text.contains("ratings.csv:2  Wrong."))
    #expect(text.contains("rating = '3.2'"))
    #expect(text.contains("ratings.csv:4"))
    #expect(!text.contains("ratings.csv:5"))
    #expect(text.contains("… and 2 more"))
    #expect(text.contains("fix: \(FindingCode.invalidRating.entry.fix)"))
    #expect(text.contains("rejected-ratings.csv has each with line, code and fix"))
  }

  @Test("say the same in colour")
  func color() {
    let plain = ReportText.render(rejected, color: false)
    let colored = ReportText.render(rejected, color: true)

    #expect(!plain.contains("\u{1B}"))
    #expect(colored != plain)
    #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
  }

  @Test("say that nothing is to be done when nothing was found")
  func clean() {
    let text = ReportText.render(report(.accepted, []), color: false)

    #expect(text.hasPrefix("ACCEPTED  delivery abababababab: no findings\n"))
    #expect(text.hasSuffix("  1. Nothing: the delivery is used as it is.\n"))
  }

  /// What a hostile provider would write to steer whoever reads the report.
  private static let attack = "<script>alert('1')</script>\"&\u{1B}[2J\u{202E}\n"

  @Test("let no input out unescaped, wherever it was planted")
  func hostileText() throws {
    let attack = Self.attack
    let finding = Finding(
      .invalidRating, file: attack, line: 2, column: attack, value: attack, message: attack, fix: attack)
    let report = report(.rejected, [.init(code: .invalidRating, severity: .error, count: 1, samples: [finding])])

    let html = ReportHTML.render(report)
    #expect(!html.contains("<script"))
    #expect(html.contains("&lt;script&gt;alert(&#39;1&#39;)"))
    for text in [html, ReportText.render(report, color: false)] {
      #expect(!text.contains("\u{1B}"))
      #expect(!text.contains("\u{202E}"))
    }
  }

  @Test("let no delivered text out unescaped: cells, column names, file names")
  func hostileDelivery() throws {
    var scenario = try Scenario()
    scenario.settings = .tolerant
    var files = FixtureDelivery.rated(["1,1,<script>x</script>,1000000000"]).files
    files[1].content = files[1].content.replacingOccurrences(of: "timestamp\n", with: "timestamp,<script>y</script>\n")
      .replacingOccurrences(of: "1000000000\n", with: "1000000000,\n")
    files.append(("<script>z<-script>.txt", "x"))
    files[0].content += FixtureDelivery.movieLine(["id": "<script>w</script>", "title": "<script>v</script>"]) + "\n"

    let html = ReportHTML.render(try scenario.validate(files).report)

    #expect(!html.contains("<script"))
    for planted in ["x", "y", "z", "w"] { #expect(html.contains("&lt;script&gt;\(planted)")) }
  }

  @Test("need nothing from elsewhere")
  func selfContained() {
    let html = ReportHTML.render(rejected)

    #expect(!html.contains("http://"))
    #expect(!html.contains("https://"))
    #expect(!html.contains(" src="))
    #expect(!html.contains("<link"))
    #expect(html.contains("default-src 'none'"))
  }

  @Test("are well-formed: every element is closed in order, every id is there once, every label has its control")
  func wellFormed() throws {
    let html = ReportHTML.render(rejected)

    var open: [Substring] = []
    for tag in html.matches(of: /<(\/?)([a-z0-9]+)[^>]*>/) {
      if ["meta", "input"].contains(tag.2) { continue }
      if tag.1.isEmpty { open.append(tag.2) } else { #expect(open.popLast() == tag.2) }
    }
    #expect(open == [])
    let ids = html.matches(of: /\ id="([^"]+)"/).map(\.1)
    #expect(Set(ids).count == ids.count)
    for label in html.matches(of: /\ (?:for|aria-labelledby)="([^"]+)"/).map(\.1) { #expect(ids.contains(label)) }
  }
}
