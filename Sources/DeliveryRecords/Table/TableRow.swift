import CSVReading
import Domain

/// A whole record of one file: it has the header's number of fields and its quotes are paired.
///
/// Valid until the table is asked for the next one.
struct TableRow {
  let file: DeliveryFile
  let record: CSVRecord
  /// From 1, blank lines not counted.
  let number: Int

  /// A finding about one cell of this row.
  func finding(_ code: FindingCode, column: String, cell: CSVField, _ message: String) -> Finding {
    finding(code, column: column, value: cell.bytes.excerpt, message)
  }

  /// A finding about a part of one cell.
  func finding(_ code: FindingCode, column: String, value: String, _ message: String) -> Finding {
    Finding(
      code, file: file.rawValue, line: record.line, record: number, column: column,
      value: file.isAboutPeople && column == "userId" ? nil : value, message: message)
  }

  /// A finding about the row as a whole; `value` is its beginning.
  func finding(_ code: FindingCode, _ message: String, fix: String? = nil) -> Finding {
    Finding(
      code, file: file.rawValue, line: record.line, record: number,
      value: file.isAboutPeople ? nil : record.raw.excerpt, message: message, fix: fix)
  }

  /// The row, put aside for `finding`.
  func quarantined(_ finding: Finding) -> QuarantinedRecord {
    QuarantinedRecord(
      file: file, number: number, line: record.line, lineCount: record.lineCount, raw: record.raw,
      isRawCut: record.isRawCut, finding: finding)
  }
}

/// Why a row is put aside: thrown by the readers' checks, the first of them that fails.
struct RecordFault: Error {
  let code: FindingCode
  let column: String
  /// The beginning of the cell.
  let value: String
  /// What is wrong, in one sentence.
  let message: String

  init(_ code: FindingCode, _ column: String, _ cell: CSVField, _ message: String) {
    self.code = code
    self.column = column
    self.value = cell.bytes.excerpt
    self.message = message
  }
}
