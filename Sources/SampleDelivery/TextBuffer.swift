/// Bytes of a CSV file in the making.
struct TextBuffer {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ number: Int) { append(String(number)) }

  mutating func append(_ other: TextBuffer) { bytes.append(contentsOf: other.bytes) }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  /// `value` with leading zeros to `width` digits.
  mutating func append(_ value: Int, width: Int) {
    let digits = String(value)
    for _ in 0..<max(0, width - digits.utf8.count) { bytes.append(UInt8(ascii: "0")) }
    append(digits)
  }

  /// A cell as Python's csv module writes it: quoted only when it must be.
  mutating func appendCell(_ cell: TextBuffer) {
    let needsQuotes = cell.bytes.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\n")
        || byte == UInt8(ascii: "\r")
    }
    guard needsQuotes else { return append(cell) }
    bytes.append(UInt8(ascii: "\""))
    for byte in cell.bytes {
      if byte == UInt8(ascii: "\"") { bytes.append(byte) }
      bytes.append(byte)
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A text as Python's `repr` writes it: in single quotes unless it holds one and no double quote, backslashes doubled,
  /// what does not print as an escape.
  mutating func appendPython(_ text: String) {
    let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    append(String(quote))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": append("\\\\")
      case quote: append("\\" + String(quote))
      case "\t": append("\\t")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case " ": append(" ")
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator:
          let hex = String(scalar.value, radix: 16)
          let (mark, width) = scalar.value < 0x100 ? ("\\x", 2) : ("\\u", 4)
          append(mark + String(repeating: "0", count: width - hex.count) + hex)
        default: append(String(scalar))
        }
      }
    }
    append(String(quote))
  }
}
