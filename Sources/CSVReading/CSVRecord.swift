/// One record, valid until the next call of the reader's `next` or `finish`, and as long as the block is.
package struct CSVRecord {
  /// 0 for the header, 1 for the first data record. A blank line takes no number: it has that of the record after it.
  package let number: Int
  /// The physical line, from 1, on which the record starts.
  package let line: Int
  /// The physical lines it covers: more than one when line breaks stand in quoted cells.
  package let lineCount: Int
  /// The cells of the record, also of those beyond `CSVLimits.maxFields`.
  package let fieldCount: Int
  /// The record as written, without its line break, cut at `CSVLimits.maxRawBytes`.
  package let raw: UnsafeRawBufferPointer
  package let isRawCut: Bool
  /// An empty line. It has one empty cell.
  package let isBlank: Bool
  /// Text follows the closing quote of a cell; the cell has it appended as it stands.
  package let hasStrayQuote: Bool
  /// The input ended inside quotes.
  package let hasUnterminatedQuote: Bool

  let cells: UnsafePointer<CSVCell>
  let cellCount: Int
  let start: UnsafePointer<UInt8>
  let overflow: UnsafePointer<UInt8>
  /// Where the cell at an offset of the record is unescaped to: the same offset, so that cells never meet.
  let scratch: UnsafeMutablePointer<UInt8>

  /// The content of a cell, counted from 0. Cells that are not there or not kept are empty.
  package func field(_ index: Int) -> CSVField {
    guard index >= 0, index < cellCount else {
      return CSVField(bytes: UnsafeRawBufferPointer(start: nil, count: 0), byteCount: 0)
    }
    let cell = cells[index]
    guard cell.hasEscapes else {
      let home = cell.isInOverflow ? overflow : start
      return CSVField(
        bytes: UnsafeRawBufferPointer(start: home + cell.start, count: cell.keptBytes), byteCount: cell.byteCount)
    }
    let target = scratch + cell.start
    let count = unescape(start + cell.start, count: cell.keptBytes, into: target)
    return CSVField(bytes: UnsafeRawBufferPointer(start: target, count: count), byteCount: cell.byteCount)
  }
}
