import CSVReading
import Domain

/// What the three readers share: from blocks of bytes to whole rows under a known header.
///
/// It skips a byte order mark, finds the columns, checks that every record is UTF-8, skips blank lines and puts aside
/// records whose quotes or field counts are broken. After a fault that makes the rest meaningless (`isUsable` is false) it
/// swallows what it is fed.
struct TableReader: ~Copyable {
  /// What one step of reading came to.
  enum Step {
    /// A whole row; the readers check its cells.
    case row(TableRow)
    /// The header, a blank line or a quarantined record: dealt with.
    case other
    /// The block is used up.
    case starved
  }

  /// Counters of 32 bits, as histograms and keys have them, hold this many.
  static let maximumRecords = Int(UInt32.max)

  let file: DeliveryFile
  let log: any RecordLog
  let maximumRecords: Int
  var header: TableHeader?
  var isUsable = true
  var counts = RecordCounts()
  private var csv = CSVRecordReader()
  private var mark = ByteOrderMark()
  private var cut = CutRecords(width: 0)

  init(_ file: DeliveryFile, log: any RecordLog, maximumRecords: Int = Self.maximumRecords) {
    self.file = file
    self.log = log
    self.maximumRecords = maximumRecords
  }

  /// Reads one record, advancing `offset` past it.
  mutating func step(in block: UnsafeRawBufferPointer, at offset: inout Int) throws -> Step {
    guard isUsable else {
      offset = block.count
      return .starved
    }
    if !mark.isDecided {
      mark.take(from: block, at: &offset)
      guard mark.isDecided else { return .starved }
      passMark()
    }
    guard let record = csv.next(in: block, at: &offset) else { return .starved }
    return try judge(record)
  }

  /// The next whole row, or `nil` when the block is used up.
  mutating func nextRow(in block: UnsafeRawBufferPointer, at offset: inout Int) throws -> TableRow? {
    while true {
      switch try step(in: block, at: &offset) {
      case .row(let row): return row
      case .other: continue
      case .starved: return nil
      }
    }
  }

  /// The last record, where the file does not end in a line break. `close` must follow.
  mutating func lastRow() throws -> TableRow? {
    guard isUsable else { return nil }
    if !mark.isDecided {
      mark.decideAtEnd()
      passMark()
    }
    guard let record = csv.finish(), case .row(let row) = try judge(record) else { return nil }
    return row
  }

  /// Hands on what was held back. A file without records, or without a header, is for the caller to judge.
  mutating func close() throws { try cut.release(to: log) }

  /// Puts a row aside for a fault in one of its cells.
  mutating func quarantine(_ row: TableRow, _ fault: RecordFault) throws {
    // No cell of the other two files can hold a line break, so there several lines are several records.
    count(quarantined: row, weight: file == .movies ? 1 : row.record.lineCount)
    let finding = row.finding(fault.code, column: fault.column, value: fault.value, fault.message)
    try log.quarantine(row.quarantined(finding))
  }

  private mutating func passMark() {
    if mark.isPresent {
      log.note(
        .byteOrderMark,
        Finding(.byteOrderMark, file: file.rawValue, line: 1, message: "The file starts with a byte order mark."))
    }
    // One or two bytes that only looked like a mark hold no line break, so no record can come of them yet.
    mark.withheld.withUnsafeBytes { bytes in
      var offset = 0
      _ = csv.next(in: bytes, at: &offset)
    }
  }

  private mutating func judge(_ record: CSVRecord) throws -> Step {
    if record.isBlank {
      log.note(
        .blankLine, Finding(.blankLine, file: file.rawValue, line: record.line, message: "The line is empty."))
      return .other
    }
    let row = TableRow(file: file, record: record, number: counts.records + 1)
    if let offset = Self.firstInvalidUTF8(record) {
      try stop(for: notUTF8(row, at: offset))
      return .other
    }
    guard let header else {
      readHeader(record)
      cut = CutRecords(width: record.fieldCount)
      return .other
    }
    guard counts.records < maximumRecords else {
      try stop(for: tooManyRecords(row))
      return .other
    }
    counts.records += 1
    if let finding = structuralFault(row, header) {
      count(quarantined: row, weight: record.lineCount)
      if record.fieldCount < header.fieldCount, !record.hasUnterminatedQuote {
        try cut.add(row.quarantined(finding), fieldCount: record.fieldCount, to: log)
      } else {
        try cut.release(to: log)
        try log.quarantine(row.quarantined(finding))
      }
      return .other
    }
    try cut.release(to: log)
    noteLongCells(row, header)
    return .row(row)
  }

  private mutating func count(quarantined row: TableRow, weight: Int) {
    counts.quarantined += 1
    counts.quarantinedWeight += max(weight, 1)
  }

  private mutating func stop(for finding: Finding) throws {
    try cut.release(to: log)
    log.note(finding.code, finding)
    isUsable = false
  }
}

/// Rows that a reader parses itself, beside the CSV reader.
extension TableReader {
  /// Whether the next byte is the first of a record, and nothing before it is still undecided.
  var isAtRowStart: Bool {
    isUsable && header != nil && !csv.isInsideRecord && cut.isEmpty && counts.records < maximumRecords
  }

  var nextLine: Int { csv.nextLine }

  /// Counts `count` valid rows of one line each that were read without `step`; `isAtRowStart` must have held.
  mutating func pass(rows count: Int) {
    csv.nextLine += count
    csv.nextRecordNumber += count
    counts.records += count
  }
}
