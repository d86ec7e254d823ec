import Domain
import Fixtures
import Testing

@testable import Notifications

@Suite("The message of a rejection")
struct RejectedMessageTests {
  private func findings(
    _ code: FindingCode, _ severity: Severity, _ count: Int, samples: [Finding] = []
  ) -> ValidationReport.CodeFindings {
    ValidationReport.CodeFindings(code: code, severity: severity, count: count, samples: samples)
  }

  private func report(_ findings: [ValidationReport.CodeFindings]) -> ValidationReport {
    ValidationReport(
      delivery: digest("a"), verdict: .rejected, files: [], films: .init(), votes: .init(), findings: findings)
  }

  @Test("names the problems with place, value and fix")
  func words() {
    let report = report([
      findings(
        .missingColumn, .error, 1,
        samples: [
          Finding(
            .missingColumn, file: "movies_metadata.csv", line: 1, column: "revenue",
            message: "The header has no column revenue.", fix: "Add the column.")
        ]),
      findings(
        .invalidNumber, .warning, 1204,
        samples: [
          Finding(
            .invalidNumber, file: "movies_metadata.csv", line: 19_730, record: 19_700, column: "budget",
            value: "/ff9`.jpg", message: "The budget is no number.", fix: "Write a number.")
        ]),
      findings(.notReleased, .info, 30),
    ])
    let message = Messages.rejected(
      MessagesTests.record, report: report, files: ["reports/report.html", "reports/rejected-movies.csv"], of: acme,
      at: moment(1))
    #expect(message.key == "20261122T134509120Z-rejected-aaaaaaaaaaaa")
    #expect(message.kind == .rejected)
    #expect(message.subject == "Delivery aaaaaaaaaaaa is rejected: 1 error")
    #expect(
      message.body == """
        The data was **not** published. What was published before stays online, unchanged.

        \(MessagesTests.facts)
        - Found: 1 error, 1,204 warnings, 30 notes

        ## What to mend

        Errors come first: they are why the delivery was rejected.

        1. **missing-column** (error, once)
           - At `movies_metadata.csv:1:revenue`
           - What: The header has no column revenue.
           - Fix: Add the column.
        2. **invalid-number** (warning, 1,204 times)
           - First at `movies_metadata.csv:19730:budget`: ``/ff9`.jpg``
           - What: The budget is no number.
           - Fix: Write a number.

        ## The report, and the records put aside

        - `reports/report.html`
        - `reports/rejected-movies.csv`

        Mend the data, make a new `data.zip` of all files, and upload it. The whole of it is checked again.

        """)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let counts: [(FindingCode, Severity, Int)]
    let shown: [FindingCode]
    let more: String?
  }

  static let cases = [
    Case(
      testDescription: "the most frequent five, and that there are more",
      counts: [
        (.invalidRating, .warning, 6), (.invalidID, .warning, 5), (.invalidNumber, .warning, 9),
        (.invalidTimestamp, .warning, 7), (.invalidList, .warning, 8), (.wrongFieldCount, .warning, 4),
        (.strayQuote, .warning, 3),
      ],
      shown: [.invalidNumber, .invalidList, .invalidTimestamp, .invalidRating, .invalidID],
      more: "The report lists 2 more kinds of problem."),
    Case(
      testDescription: "an error before any number of warnings",
      counts: [
        (.invalidRating, .warning, 9), (.invalidID, .warning, 9), (.invalidNumber, .warning, 9),
        (.invalidTimestamp, .warning, 9), (.invalidList, .warning, 9), (.tooManyQuarantined, .error, 1),
      ],
      // Equal counts are in the order of the catalogue.
      shown: [.tooManyQuarantined, .invalidID, .invalidNumber, .invalidRating, .invalidTimestamp],
      more: "The report lists 1 more kind of problem."),
    Case(
      testDescription: "no notes", counts: [(.notAZip, .error, 1), (.notReleased, .info, 5000)], shown: [.notAZip],
      more: nil),
  ]

  @Test("chooses what to name", arguments: cases)
  func choice(_ example: Case) {
    let report = report(example.counts.map { findings($0, $1, $2) })
    #expect(Messages.problems(report).map(\.code) == example.shown)
    let body = Messages.rejected(MessagesTests.record, report: report, files: [], of: acme, at: moment(1)).body
    #expect(body.contains("The report lists") == (example.more != nil))
    if let more = example.more { #expect(body.contains(more)) }
    // Without a sample the catalogue says what is wrong.
    #expect(body.contains("   - What: \(example.shown[0].entry.why)\n   - Fix: \(example.shown[0].entry.fix)\n"))
  }
}
