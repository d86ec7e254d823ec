import DeliveryRecords
import Domain

/// Remembers everything, where the validator's log remembers counts and samples.
final class RecordingLog: RecordLog {
  struct Quarantined: Equatable {
    let number: Int
    let line: Int
    let lineCount: Int
    let raw: [UInt8]
    let finding: Finding

    var text: String { String(decoding: raw, as: UTF8.self) }
  }

  private(set) var findings: [Finding] = []
  private(set) var counts: [FindingCode: Int] = [:]
  private(set) var quarantined: [Quarantined] = []

  func note(_ code: FindingCode, _ finding: @autoclosure () -> Finding) { note(code, times: 1, finding()) }

  func note(_ code: FindingCode, times: Int, _ finding: @autoclosure () -> Finding) {
    counts[code, default: 0] += times
    findings.append(finding())
  }

  func quarantine(_ record: QuarantinedRecord) throws {
    note(record.finding.code, record.finding)
    quarantined.append(
      Quarantined(
        number: record.number, line: record.line, lineCount: record.lineCount, raw: Array(record.raw),
        finding: record.finding))
  }

  func findings(of code: FindingCode) -> [Finding] { findings.filter { $0.code == code } }

  /// The only finding of this code.
  func finding(of code: FindingCode) -> Finding? {
    let all = findings(of: code)
    return all.count == 1 ? all[0] : nil
  }

  /// What was found, as `code:count` in the order of the catalogue.
  var summary: String {
    FindingCode.allCases.compactMap { code in counts[code].map { "\(code.rawValue):\($0)" } }.joined(separator: " ")
  }
}
