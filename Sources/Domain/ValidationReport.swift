/// All findings of one delivery, with exact counts per code and at most `samplesPerCode` samples of each.
///
/// Written as `report.json`, rendered as text and HTML by the validator, quoted in notifications, served with the edition.
/// It has no clock time, so that the same delivery under the same settings gives the same bytes.
package struct ValidationReport: Codable, Sendable, Equatable {
  package static let samplesPerCode = 100

  package enum Verdict: String, Codable, Sendable {
    case accepted
    case rejected
  }

  /// One code's exact count, and its first findings in file order.
  package struct CodeFindings: Codable, Sendable, Equatable {
    package let code: FindingCode
    package let severity: Severity
    package let count: Int
    package let why: String
    package let fix: String
    package let samples: [Finding]

    package init(code: FindingCode, severity: Severity, count: Int, samples: [Finding]) {
      self.code = code
      self.severity = severity
      self.count = count
      self.why = code.entry.why
      self.fix = code.entry.fix
      self.samples = samples
    }
  }

  /// What was read of one file.
  package struct FileSummary: Codable, Sendable, Equatable {
    package let name: String
    /// Unpacked size.
    package let bytes: Int64
    /// SHA-256 is not taken of the unpacked file; its CRC-32 was checked, and is given here in hexadecimal.
    package let crc32: String
    /// Records below the header, quarantined ones included, blank lines not.
    package let records: Int
    package let quarantined: Int

    package init(name: String, bytes: Int64, crc32: String, records: Int, quarantined: Int) {
      self.name = name
      self.bytes = bytes
      self.crc32 = crc32
      self.records = records
      self.quarantined = quarantined
    }
  }

  /// Films by what became of them. `kept = counted + …` does not add up: a film may be undated and unreleased at once.
  package struct FilmSummary: Codable, Sendable, Equatable {
    /// Distinct films kept.
    package var kept = 0
    /// Films that count in figures: `Released`, with a valid date.
    package var counted = 0
    /// Later copies of an id.
    package var duplicates = 0
    package init() {}
  }

  /// Votes by what became of them.
  package struct VoteSummary: Codable, Sendable, Equatable {
    /// Valid votes of ratings.csv.
    package var valid = 0
    /// Votes that reach a film of this delivery.
    package var joined = 0
    /// Votes that reach a film that counts.
    package var counted = 0
    /// Votes whose movieId is not in links.csv.
    package var unlinked = 0
    /// Votes whose link has a blank tmdbId.
    package var withoutTmdbID = 0
    /// Votes whose link leads to a film that the delivery does not have.
    package var withoutFilm = 0
    package init() {}
  }

  /// The version of this document's form.
  package var format = 1
  package let delivery: DeliveryID
  package let verdict: Verdict
  package let files: [FileSummary]
  package let films: FilmSummary
  package let votes: VoteSummary
  /// Errors first, then warnings, then info; within one severity by count, largest first, then by catalogue order.
  package let findings: [CodeFindings]

  package init(
    delivery: DeliveryID, verdict: Verdict, files: [FileSummary], films: FilmSummary, votes: VoteSummary,
    findings: [CodeFindings]
  ) {
    self.delivery = delivery
    self.verdict = verdict
    self.files = files
    self.films = films
    self.votes = votes
    self.findings = findings
  }

  package func count(of severity: Severity) -> Int {
    findings.reduce(0) { $1.severity == severity ? $0 + $1.count : $0 }
  }
}
