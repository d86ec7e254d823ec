import Domain

/// The catalogue of finding codes as a page: `docs/findings.md` is this text, and a test compares the two.
package enum FindingCatalogue {
  /// Each group begins with its first code and goes on to the next group's.
  private static let groups: [(title: String, first: FindingCode, introduction: String)] = [
    (
      "The zip", .notAZip,
      "The delivery is rejected before a row is read."
    ),
    (
      "The files in it", .missingFile,
      "Which files are there, and what joins the votes with the films."
    ),
    (
      "The tables in them", .noDataRows,
      "Headers, encoding, and what is judged once a whole file was read."
    ),
    (
      "Records that are quarantined", .wrongFieldCount,
      """
      The record is counted, left out of everything, and written to `rejected-movies.csv`, `rejected-ratings.csv` or \
      `rejected-links.csv` in its original form behind three cells, `_line,_code,_fix`: strip them, mend the rest, and \
      send it with the next complete delivery.
      """
    ),
    (
      "Records that are kept", .duplicateID,
      "The record is used, with what is said here in mind."
    ),
  ]

  /// Markdown, ending with a line break.
  package static func markdown() -> String {
    var page = """
      # Findings

      Everything the Input Validator can say of a delivery. Each finding has one of these codes, which never change their
      meaning; reports give the exact number of findings per code and the first \(ValidationReport.samplesPerCode) of each.

      | severity | what it does |
      |---|---|
      | error | The delivery is rejected; what was published before stays. |
      | warning | A record is quarantined or a value left out; the delivery goes on. |
      | info | Worth knowing; nothing is lost. |

      The severities below are defaults. A provider's settings may raise any of them (`boxoffice provider set NAME
      severity.name-differs=error` rejects a delivery with one such finding) and lower warnings to info. Errors stay errors,
      since without the file, the column or exact sums there is nothing right to publish; only those marked *may be lowered*
      can be made a warning. A code that quarantines does so at any severity.

      *This page is written from the code by the tests: `BOXOFFICE_UPDATE_DOCS=1 scripts/test` rewrites it.*

      """
    for (title, codes) in sections() {
      page += "\n## \(title.title)\n\n\(title.introduction)\n"
      for code in codes { page += section(code) }
    }
    return page
  }

  private static func section(_ code: FindingCode) -> String {
    let entry = code.entry
    let note = entry.severity == .error && !code.isAlwaysError ? ", may be lowered" : ""
    return """

      ### `\(code.rawValue)`

      **\(entry.severity.rawValue)**\(note). \(entry.why)

      - Example: \(entry.example)
      - Fix: \(entry.fix)

      """
  }

  private static func sections() -> [((title: String, introduction: String), [FindingCode])] {
    var sections: [((title: String, introduction: String), [FindingCode])] = []
    for code in FindingCode.allCases {
      if let group = groups.first(where: { $0.first == code }) {
        sections.append(((group.title, group.introduction), []))
      }
      sections[sections.count - 1].1.append(code)
    }
    return sections
  }
}
