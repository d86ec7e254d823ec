import CSVReading
import DeliveryRecords
import Domain

/// Writes one `rejected-….csv`: `_line,_code,_fix` in front of the file's own header, and in front of each quarantined
/// record in its original bytes, so that the provider can strip three cells, mend the rest and send it again.
final class RejectedWriter {
  /// Bytes after which no further record is written. A delivery that is accepted stays far below it (a hundredth of
  /// 600 million votes); a hostile one of two-byte records would otherwise fill the disk a hundredfold.
  static let maxBytes: Int64 = 1 << 30

  private let output: OutputFile
  private let maxBytes: Int64
  private var cells: [UInt8] = []
  private(set) var isFull = false

  /// `header`: the file's own header row without its line break.
  init(path: String, header: [UInt8], maxBytes: Int64) throws {
    self.maxBytes = maxBytes
    output = try OutputFile(path: path)
    cells.append(contentsOf: "_line,_code,_fix".utf8)
    if !header.isEmpty { cells.append(UInt8(ascii: ",")) }
    cells.append(contentsOf: header)
    cells.append(UInt8(ascii: "\n"))
    try cells.withUnsafeBytes(output.write)
  }

  func append(_ record: QuarantinedRecord) throws {
    guard !isFull else { return }
    guard output.byteCount + Int64(record.raw.count) < maxBytes else {
      isFull = true
      return
    }
    cells.removeAll(keepingCapacity: true)
    cells.append(contentsOf: String(record.line).utf8)
    cells.append(UInt8(ascii: ","))
    cells.append(contentsOf: record.finding.code.rawValue.utf8)
    cells.append(UInt8(ascii: ","))
    CSVQuoting.append(fix(of: record), to: &cells)
    cells.append(UInt8(ascii: ","))
    if record.isRawCut {
      // Cut inside a quoted cell it would swallow the records after it, so what there is becomes one closed cell.
      CSVQuoting.append(record.raw, to: &cells)
      cells.append(UInt8(ascii: "\n"))
      try cells.withUnsafeBytes(output.write)
    } else {
      try cells.withUnsafeBytes(output.write)
      try output.write(record.raw)
      try output.write(lineBreak)
    }
  }

  func finish() throws { try output.close() }

  private let lineBreak: StaticString = "\n"

  private func fix(of record: QuarantinedRecord) -> String {
    guard record.isRawCut else { return record.finding.fix }
    let last = record.line + max(1, record.lineCount) - 1
    return """
      \(record.finding.fix) The record is too long to be repeated here: this is its beginning, \
      the whole stands in lines \(record.line) to \(last) of \(record.file.rawValue) in data.zip.
      """
  }
}
