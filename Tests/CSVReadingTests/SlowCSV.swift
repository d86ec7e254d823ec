/// The slow, obvious twin of `CSVRecordReader`: the whole input, byte by byte, everything copied.
enum SlowCSV {
  struct Record: Equatable {
    var number: Int
    var line: Int
    var lineCount = 1
    var fields: [[UInt8]] = []
    var raw: [UInt8] = []
    var hasStrayQuote = false
    var hasUnterminatedQuote = false
    var isBlank: Bool { raw.isEmpty }
  }

  static func records(_ input: [UInt8]) -> [Record] {
    var records: [Record] = []
    var line = 1
    var number = 0
    var at = 0
    while at < input.count {
      var record = Record(number: number, line: line)
      let start = at
      readRecord(input, &at, &record)
      record.raw = Array(input[start..<at])
      if at < input.count { at += input[at] == 13 && at + 1 < input.count && input[at + 1] == 10 ? 2 : 1 }
      line += record.lineCount
      if !record.isBlank { number += 1 }
      records.append(record)
    }
    return records
  }

  /// Up to the line break, or to the end.
  private static func readRecord(_ input: [UInt8], _ at: inout Int, _ record: inout Record) {
    while true {
      record.fields.append(readCell(input, &at, &record))
      guard at < input.count, input[at] == UInt8(ascii: ",") else { return }
      at += 1
    }
  }

  private static func readCell(_ input: [UInt8], _ at: inout Int, _ record: inout Record) -> [UInt8] {
    var cell: [UInt8] = []
    if at < input.count, input[at] == UInt8(ascii: "\"") {
      at += 1
      record.hasUnterminatedQuote = true
      while at < input.count {
        let byte = input[at]
        at += 1
        if byte == UInt8(ascii: "\"") {
          guard at < input.count, input[at] == UInt8(ascii: "\"") else {
            record.hasUnterminatedQuote = false
            break
          }
          at += 1
        } else if byte == 10 {
          record.lineCount += 1
        } else if byte == 13, at == input.count || input[at] != 10 {
          record.lineCount += 1
        }
        cell.append(byte)
      }
      record.hasStrayQuote = record.hasStrayQuote || (at < input.count && !isEnd(input[at]))
    }
    while at < input.count, !isEnd(input[at]) {
      cell.append(input[at])
      at += 1
    }
    return cell
  }

  private static func isEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 10 || byte == 13 }
}
