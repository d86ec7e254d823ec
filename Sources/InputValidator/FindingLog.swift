import DeliveryRecords
import Domain

/// Collects what is found in a delivery, or in one file of it: exact counts per code, the first samples of each, and the
/// quarantined records.
///
/// Memory is bounded by the catalogue, not by the delivery. Used by one thread.
final class FindingLog: RecordLog {
  private let severities: [Severity]
  private let rejected: RejectedFile?
  private var counts: [Int]
  private var samples: [[Finding]]

  /// Quarantined records are counted only, not kept, when `rejected` is `nil`.
  init(settings: ProviderSettings = ProviderSettings(), rejected: RejectedFile? = nil) {
    severities = FindingCode.allCases.map(settings.severity(of:))
    counts = Array(repeating: 0, count: severities.count)
    samples = Array(repeating: [], count: severities.count)
    self.rejected = rejected
  }

  package func note(_ code: FindingCode, _ finding: @autoclosure () -> Finding) {
    note(code, times: 1, finding())
  }

  package func note(_ code: FindingCode, times: Int, _ finding: @autoclosure () -> Finding) {
    guard times > 0 else { return }
    let index = code.index
    counts[index] += times
    if samples[index].count < ValidationReport.samplesPerCode {
      samples[index].append(finding().at(severities[index]))
    }
  }

  /// Notes a finding that was made elsewhere, as the archive makes its refusals.
  func note(_ finding: Finding) { note(finding.code, finding) }

  package func quarantine(_ record: QuarantinedRecord) throws {
    note(record.finding)
    try rejected?.append(record)
  }

  /// Adds what was found elsewhere, behind what was found here.
  func add(_ other: FindingLog) {
    for index in counts.indices {
      counts[index] += other.counts[index]
      samples[index] += other.samples[index].prefix(ValidationReport.samplesPerCode - samples[index].count)
    }
  }

  func count(of code: FindingCode) -> Int { counts[code.index] }

  /// Whether anything so far rejects the delivery.
  package var hasErrors: Bool { zip(counts, severities).contains { $0 > 0 && $1 == .error } }

  /// Errors first, then warnings, then info; within one severity by count, largest first, then by catalogue order.
  func findings() -> [ValidationReport.CodeFindings] {
    FindingCode.allCases.indices
      .filter { counts[$0] > 0 }
      .sorted {
        if severities[$0] != severities[$1] { return severities[$0] > severities[$1] }
        if counts[$0] != counts[$1] { return counts[$0] > counts[$1] }
        return $0 < $1
      }
      .map {
        ValidationReport.CodeFindings(
          code: FindingCode.allCases[$0], severity: severities[$0], count: counts[$0], samples: samples[$0])
      }
  }
}
