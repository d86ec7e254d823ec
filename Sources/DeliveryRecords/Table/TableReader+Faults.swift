import CSVReading
import Domain

extension TableReader {
  /// Cells above this size are worth a word.
  static var longCellBytes: Int { 1 << 20 }

  /// Why the cells of a record cannot be told apart, if they cannot. The order is fixed: a lost quote comes first, because
  /// the wrong number of fields is its consequence.
  func structuralFault(_ row: TableRow, _ header: TableHeader) -> Finding? {
    let record = row.record
    let extent = record.lineCount > 1 ? "; it takes up \(record.lineCount) lines" : ""
    if record.hasUnterminatedQuote {
      return row.finding(
        .wrongFieldCount,
        """
        A quote that is opened in this record is never closed, so that it runs to the end of the file and swallows \
        \(record.lineCount == 1 ? "1 line" : "\(record.lineCount) lines").
        """,
        fix: "Close the quote in the record that starts in line \(record.line), or remove it; then send the file again."
      )
    }
    if record.fieldCount != header.fieldCount {
      return row.finding(
        .wrongFieldCount, "The record has \(record.fieldCount) fields, the header \(header.fieldCount)\(extent).")
    }
    if record.hasStrayQuote {
      return row.finding(.strayQuote, "Text follows the closing quote of a cell\(extent).")
    }
    return nil
  }

  func noteLongCells(_ row: TableRow, _ header: TableHeader) {
    guard row.record.raw.count > Self.longCellBytes else { return }  // no cell is longer than its record
    for index in header.names.indices {
      let cell = row.record.field(index)
      guard cell.byteCount > Self.longCellBytes else { continue }
      log.note(
        .longCell,
        row.finding(
          .longCell, column: header.label(of: index), cell: cell, "The cell has \(cell.byteCount) bytes."))
    }
  }

  func tooManyRecords(_ row: TableRow) -> Finding {
    Finding(
      .tooManyRecords, file: file.rawValue, line: row.record.line,
      message: "The file has more than \(maximumRecords) records; reading stopped here.")
  }

  /// The first byte of the record that is no UTF-8. Of a record that outgrew the CSV reader's limit (16 MiB) only what was
  /// kept is looked at; a character that the cut went through is not held against it.
  static func firstInvalidUTF8(_ record: CSVRecord) -> Int? {
    guard let offset = UTF8Check.firstInvalid(in: record.raw) else { return nil }
    return record.isRawCut && offset >= record.raw.count - 3 ? nil : offset
  }

  /// Says where the byte at `offset` of the record is, and shows its surroundings.
  func notUTF8(_ row: TableRow, at offset: Int) -> Finding {
    let record = row.record
    let byte = String(record.raw[offset], radix: 16, uppercase: true)
    let index = (0..<min(record.fieldCount, CSVLimits().maxFields)).first { index in
      UTF8Check.firstInvalid(in: record.field(index).bytes) != nil
    }
    let start = max(0, offset - 20)
    let surroundings = UnsafeRawBufferPointer(rebasing: record.raw[start..<min(offset + 20, record.raw.count)])
    let isUTF16 = header == nil && offset == 0 && (record.raw[0] == 0xFF || record.raw[0] == 0xFE)
    return Finding(
      .notUTF8, file: file.rawValue, line: record.line + lineBreaks(before: offset, in: record.raw),
      record: header == nil ? nil : row.number, column: index.flatMap { header?.label(of: $0) },
      value: file.isAboutPeople && header != nil ? nil : surroundings.excerpt,
      message:
        "Byte \(offset + 1) of the record, 0x\(byte.count == 1 ? "0" : "")\(byte), is no UTF-8; reading stopped here.",
      fix: isUTF16 ? "The file looks like UTF-16 (\"Unicode text\"): save it as UTF-8." : nil)
  }

  private func lineBreaks(before offset: Int, in raw: UnsafeRawBufferPointer) -> Int {
    var count = 0
    for index in 0..<offset {
      let isLineFeed = raw[index] == UInt8(ascii: "\n")
      let isCarriageReturn = raw[index] == UInt8(ascii: "\r")
      if isCarriageReturn || isLineFeed && (index == 0 || raw[index - 1] != UInt8(ascii: "\r")) { count += 1 }
    }
    return count
  }
}
