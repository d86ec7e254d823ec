import Domain

/// Finds records that were cut in two or more by line breaks inside a cell that is not quoted.
///
/// The pieces are short records in a row whose fields, the cut cell counted once, add up to the header's: 10 + 15 - 1 = 24.
/// Short records are held back until that is decided, at most `maxPieces` of them and `maxBytes`.
struct CutRecords {
  /// A paragraph or two; more line breaks in one cell are not a cut record but a broken file.
  static let maxPieces = 64
  static let maxBytes = 1 << 20

  /// A short record, copied because the reader's buffers move on.
  struct Piece {
    var record: QuarantinedRecord
    let raw: [UInt8]
    let fieldCount: Int
  }

  private let width: Int
  private var pieces: [Piece] = []
  private var byteCount = 0

  /// `width`: fields of a whole record.
  init(width: Int) { self.width = width }

  var isEmpty: Bool { pieces.isEmpty }

  /// Takes the next short record; hands on, in order, those about which there is no more doubt.
  mutating func add(_ record: QuarantinedRecord, fieldCount: Int, to log: any RecordLog) throws {
    guard record.raw.count <= Self.maxBytes, !record.isRawCut else {
      try release(to: log)
      return try log.quarantine(record)
    }
    pieces.append(Piece(record: record, raw: Array(record.raw), fieldCount: fieldCount))
    byteCount += record.raw.count
    while let first = pieces.first, !isPossibleStart(first) {
      pieces.removeFirst()
      byteCount -= first.raw.count
      try hand(first, to: log)
    }
    if pieces.count > 1, joinedFieldCount == width {
      let fix = fix()
      for index in pieces.indices { pieces[index].record = pieces[index].record.with(fix: fix) }
      try release(to: log)
    }
  }

  /// Hands on what was held back: the record that follows is a whole one, or there is none.
  mutating func release(to log: any RecordLog) throws {
    guard !pieces.isEmpty else { return }
    let released = pieces
    pieces = []
    byteCount = 0
    for piece in released { try hand(piece, to: log) }
  }

  private var joinedFieldCount: Int { pieces.reduce(1) { $0 + $1.fieldCount - 1 } }

  /// A single field adds nothing to a sum, so what came before a cut record would pass as a part of it.
  private func isPossibleStart(_ first: Piece) -> Bool {
    first.fieldCount > 1 && joinedFieldCount <= width && pieces.count <= Self.maxPieces && byteCount <= Self.maxBytes
  }

  private func fix() -> String {
    let first = pieces[0].record.line
    let last = pieces[pieces.count - 1].record.lastLine
    let lines = last == first + 1 ? "Lines \(first) and \(last)" : "Lines \(first) to \(last)"
    return "\(lines) are one record cut by a line break inside a cell that is not quoted: join them, or quote the cell."
  }

  private func hand(_ piece: Piece, to log: any RecordLog) throws {
    try piece.raw.withUnsafeBytes { try log.quarantine(piece.record.with(raw: $0)) }
  }
}

extension QuarantinedRecord {
  fileprivate var lastLine: Int { line + max(lineCount, 1) - 1 }

  fileprivate func with(raw: UnsafeRawBufferPointer) -> QuarantinedRecord {
    QuarantinedRecord(
      file: file, number: number, line: line, lineCount: lineCount, raw: raw, isRawCut: isRawCut, finding: finding)
  }

  fileprivate func with(fix: String) -> QuarantinedRecord {
    let mended = Finding(
      finding.code, severity: finding.severity, file: finding.file, line: finding.line, record: finding.record,
      column: finding.column, value: finding.value, message: finding.message, fix: fix)
    return QuarantinedRecord(
      file: file, number: number, line: line, lineCount: lineCount, raw: raw, isRawCut: isRawCut, finding: mended)
  }
}
