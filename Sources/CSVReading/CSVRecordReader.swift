/// Pull reader of RFC 4180 records over blocks of bytes split anywhere.
///
/// LF, CRLF and lone CR end a record, outside quotes. A quote means something only at the start of a cell; elsewhere in an
/// unquoted cell it is a letter like any other. Nothing is an error here: what is odd is a property of the record, and the
/// caller decides. A byte order mark is not its business either.
///
/// A record that lies within one block is not copied: its cells are ranges of the block. One that lies over several is put
/// together in a buffer of the reader; one that is larger than `CSVLimits.maxRawBytes` goes on with what is kept of each
/// cell bounded. The time is linear in the bytes whatever they are and however they are split.
package struct CSVRecordReader: ~Copyable {
  /// The physical line, from 1, at which the next record starts; settable, so that a fast path can share the counting.
  package var nextLine = 1
  /// 0 for the header, 1 for the first data record; settable like `nextLine`.
  package var nextRecordNumber = 0

  /// Where the reader is in the record it has begun.
  enum Phase: UInt8 {
    case betweenRecords
    case cellStart
    /// In an unquoted cell.
    case plain
    case quoted
    /// Behind a quote in a quoted cell: the closing one, or the first of two.
    case quoteSeen
    /// In text behind a closing quote.
    case stray
    /// Behind the CR that ended the record: an LF may belong to it.
    case lineEnded
  }

  let limits: CSVLimits
  var phase = Phase.betweenRecords
  /// Bytes of the record in the blocks before this one.
  var carriedBytes = 0
  /// Length of the record without its line break, once that was seen.
  var contentBytes = 0
  var lineBreaks = 0
  /// Offset in the record of the last CR inside quotes, so that the LF of a CRLF is not counted again.
  var lastCarriageReturn = -2
  var hasStrayQuote = false

  /// Cells that ended, also those beyond `limits.maxFields`.
  var fieldCount = 0
  /// The first `limits.maxFields` of them.
  let cells: UnsafeMutablePointer<CSVCell>
  /// Offset in the record of the cell that has begun.
  var cellStart = 0
  /// Quotes of that cell which are not part of its content.
  var cellQuotes = 0
  /// End of the last cell of the record that has to be unescaped.
  var scratchBytes = 0

  var carry = GrowingBytes()
  var scratch = GrowingBytes()
  var overflow = GrowingBytes()
  var overflowing = OverflowingCell()

  package init(limits: CSVLimits = CSVLimits()) {
    self.limits = limits
    cells = .allocate(capacity: max(1, limits.maxFields))
  }

  deinit { cells.deallocate() }

  /// A record has been begun and not ended: the next block must go to `next` before any fast path looks at it.
  package var isInsideRecord: Bool { phase != .betweenRecords }

  /// Returns the next complete record, or nil when the block is used up (its rest is kept). `offset` advances past what was
  /// consumed.
  ///
  /// A record that ends in the block's last byte, a CR, is held back until the next block tells whether an LF follows.
  package mutating func next(in block: UnsafeRawBufferPointer, at offset: inout Int) -> CSVRecord? {
    guard offset < block.count, let start = block.baseAddress else { return nil }
    let bytes = start.assumingMemoryBound(to: UInt8.self)
    if phase == .betweenRecords { begin() }
    let entry = offset
    let firstOpenCell = fieldCount
    let hasEnded = scan(bytes, at: &offset, to: block.count)
    if hasEnded, carriedBytes == 0 {
      return record(at: bytes + entry, keptBytes: contentBytes, hasUnterminatedQuote: false)
    }
    keep(bytes + entry, count: offset - entry, cellsFrom: firstOpenCell)
    return hasEnded ? carriedRecord(hasUnterminatedQuote: false) : nil
  }

  /// The last record when the input does not end in a line break; nil if there is none.
  package mutating func finish() -> CSVRecord? {
    let isUnterminated = phase == .quoted
    let firstOpenCell = fieldCount
    switch phase {
    case .betweenRecords: return nil
    case .lineEnded: break
    case .cellStart: endCell(from: carriedBytes, to: carriedBytes, quotes: 0)
    case .quoteSeen: endCell(from: cellStart, to: carriedBytes - 1, quotes: cellQuotes)
    case .plain, .quoted, .stray: endCell(from: cellStart, to: carriedBytes, quotes: cellQuotes)
    }
    if phase != .lineEnded {
      contentBytes = carriedBytes
      phase = .lineEnded
    }
    keep(carry.start, count: 0, cellsFrom: firstOpenCell)
    return carriedRecord(hasUnterminatedQuote: isUnterminated)
  }

  private mutating func begin() {
    phase = .cellStart
    carriedBytes = 0
    contentBytes = 0
    lineBreaks = 0
    lastCarriageReturn = -2  // no byte follows it
    hasStrayQuote = false
    fieldCount = 0
    scratchBytes = 0
    carry.shorten(to: 0)
    overflow.shorten(to: 0)
  }

  /// The record that was put together in `carry`.
  private mutating func carriedRecord(hasUnterminatedQuote: Bool) -> CSVRecord {
    unescapeOverflow()
    scratchBytes = min(scratchBytes, carry.count)
    return record(
      at: carry.start, keptBytes: min(contentBytes, carry.count), hasUnterminatedQuote: hasUnterminatedQuote)
  }

  /// The record that has ended, and the end of it in the reader's state.
  private mutating func record(
    at start: UnsafePointer<UInt8>, keptBytes: Int, hasUnterminatedQuote: Bool
  ) -> CSVRecord {
    scratch.reserve(scratchBytes)
    let record = CSVRecord(
      number: nextRecordNumber, line: nextLine, lineCount: lineBreaks + 1, fieldCount: fieldCount,
      raw: UnsafeRawBufferPointer(start: start, count: min(keptBytes, limits.maxRawBytes)),
      isRawCut: contentBytes > limits.maxRawBytes, isBlank: contentBytes == 0, hasStrayQuote: hasStrayQuote,
      hasUnterminatedQuote: hasUnterminatedQuote, cells: cells, cellCount: min(fieldCount, limits.maxFields),
      start: start, overflow: overflow.start, scratch: scratch.start)
    nextLine += record.lineCount
    if !record.isBlank { nextRecordNumber += 1 }
    phase = .betweenRecords
    return record
  }
}
