import Domain

/// The slow, obvious twin of `RatingReader`: the whole file at once, a text a cell.
struct SlowRatings {
  private(set) var votes: [Vote] = []
  private(set) var records = 0
  /// `line code` of all that is worth a word but votes without a link.
  private(set) var findings: [String] = []
  private(set) var unlinked: [Int] = []

  init(_ bytes: [UInt8], slots: [Int64: Int32] = [:]) {
    var positions: [Int]?
    for record in SlowCSV.records(bytes) {
      if record.raw.isEmpty {
        findings.append("\(record.line) blank-line")
        continue
      }
      guard String(validating: record.raw, as: UTF8.self) != nil else {
        findings.append("not-utf8")
        return
      }
      let cells = record.cells.map { String(decoding: $0, as: UTF8.self) }
      guard let columns = positions else {
        positions = ["userId", "movieId", "rating", "timestamp"].compactMap { cells.firstIndex(of: $0) }
        continue
      }
      records += 1
      if record.isUnterminated || cells.count != 4 {
        findings.append("\(record.line) wrong-field-count")
      } else if record.hasStrayQuote {
        findings.append("\(record.line) stray-quote")
      } else {
        read(columns.map { cells[$0] }, record.line, slots)
      }
    }
  }

  private mutating func read(_ cells: [String], _ line: Int, _ slots: [Int64: Int32]) {
    guard let userID = whole(cells[0]), userID > 0, let movieID = whole(cells[1]), movieID > 0 else {
      findings.append("\(line) invalid-id")
      return
    }
    guard let rating = number(cells[2]), rating * 2 == (rating * 2).rounded(), rating >= 0.5, rating <= 5 else {
      findings.append("\(line) invalid-rating")
      return
    }
    guard let seconds = whole(cells[3]), seconds < 4_133_980_800 else {
      findings.append("\(line) invalid-timestamp")
      return
    }
    let year = CalendarDate(daysSinceEpoch: Int(seconds) / 86_400).year
    if slots[movieID] == nil { unlinked.append(line) }
    votes.append(
      Vote(movieID: movieID, slot: slots[movieID] ?? -1, halfSteps: UInt8(rating * 2), year: UInt16(year)))
  }

  private func trimmed(_ text: String) -> String {
    var text = text[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private func whole(_ text: String) -> Int64? {
    var text = trimmed(text)
    if text.count > 2, text.hasSuffix(".0") { text.removeLast(2) }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
    return Int64(text)
  }

  private func number(_ text: String) -> Double? {
    let text = trimmed(text)
    guard text.unicodeScalars.allSatisfy({ "0123456789.eE+-".unicodeScalars.contains($0) }) else { return nil }
    return Double(text.hasSuffix(".") ? text + "0" : text)
  }
}

/// RFC 4180, a byte at a time.
enum SlowCSV {
  struct Record {
    var line: Int
    var raw: [UInt8] = []
    var cells: [[UInt8]] = [[]]
    var hasStrayQuote = false
    var isUnterminated = false
  }

  private enum Place { case cellStart, unquoted, quoted, behindQuote }

  static func records(_ bytes: [UInt8]) -> [Record] {
    var records: [Record] = []
    var record = Record(line: 1)
    var place = Place.cellStart
    var line = 1
    var hasBegun = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      let isCRLF = byte == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
      let isLineBreak = byte == 10 || byte == 13
      hasBegun = true
      if isLineBreak, place != .quoted {
        records.append(record)
        line += 1
        record = Record(line: line)
        place = .cellStart
        hasBegun = false
        index += isCRLF ? 2 : 1
        continue
      }
      record.raw.append(byte)
      switch (place, byte) {
      case (.cellStart, 34): place = .quoted
      case (.cellStart, 44), (.unquoted, 44), (.behindQuote, 44):
        record.cells.append([])
        place = .cellStart
      case (.quoted, 34): place = .behindQuote
      case (.behindQuote, 34):
        record.cells[record.cells.count - 1].append(34)
        place = .quoted
      case (.behindQuote, _):
        record.hasStrayQuote = true
        record.cells[record.cells.count - 1].append(byte)
        place = .unquoted
      case (.quoted, _):
        if isLineBreak, !isCRLF { line += 1 }
        record.cells[record.cells.count - 1].append(byte)
      default:
        record.cells[record.cells.count - 1].append(byte)
        place = .unquoted
      }
      index += 1
    }
    if hasBegun {
      record.isUnterminated = place == .quoted
      records.append(record)
    }
    return records
  }
}
