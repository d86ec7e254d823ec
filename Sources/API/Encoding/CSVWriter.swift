import Domain

/// Writes RFC 4180: a header row, CR LF, quotes where they are needed.
///
/// Texts that a spreadsheet would take for a formula get an apostrophe in front, unless they are plain numbers.
struct CSVWriter {
  private(set) var bytes: [UInt8] = []

  mutating func header(_ names: [String]) {
    for (index, name) in names.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      text(name)
    }
    endRow()
  }

  mutating func row(_ cells: ArraySlice<Cell>) {
    var isFirst = true
    for cell in cells {
      if case .nested = cell { continue }
      if !isFirst { bytes.append(UInt8(ascii: ",")) }
      isFirst = false
      switch cell {
      case .null, .nested: break
      case .flag(let flag): text(flag ? "true" : "false")
      case .names(let names):
        text(names.map { String($0.id) }.joined(separator: Self.separator))
        bytes.append(UInt8(ascii: ","))
        cellText(names.map(\.name).joined(separator: Self.separator))
      case .integer(let value): bytes.append(contentsOf: String(value).utf8)
      case .decimal(let value): bytes.append(contentsOf: value.description.utf8)
      case .mean(let value): bytes.append(contentsOf: value.description.utf8)
      case .text(let value): cellText(value)
      }
    }
    endRow()
  }

  /// Between the names of a list, as in MovieLens' own files.
  private static let separator = "|"

  private mutating func cellText(_ value: String) { text(Self.isFormula(value) ? "'" + value : value) }

  private mutating func endRow() {
    bytes.append(0x0D)
    bytes.append(0x0A)
  }

  private mutating func text(_ text: String) {
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    guard needsQuotes else {
      bytes.append(contentsOf: text.utf8)
      return
    }
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Whether a spreadsheet would evaluate `text`: it starts with `= + - @`, tab or CR and is no number.
  static func isFormula(_ text: String) -> Bool {
    switch text.utf8.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), 0x09, 0x0D: true
    case UInt8(ascii: "+"), UInt8(ascii: "-"): !isNumber(text.utf8.dropFirst())
    default: false
    }
  }

  /// Digits, with at most one point among them.
  private static func isNumber(_ bytes: Substring.UTF8View) -> Bool {
    var digits = 0
    var points = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "."): points += 1
      default: return false
      }
    }
    return digits > 0 && points <= 1
  }
}
