/// The content of a string of a list: a range of the text where it has no escapes, else decoded bytes.
struct StringContent {
  var range = 0..<0
  var decoded: [UInt8]?

  func equals(_ word: StaticString, in bytes: UnsafeRawBufferPointer) -> Bool {
    let word = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    return decoded?.elementsEqual(word) ?? bytes[range].elementsEqual(word)
  }

  func isUTF8(in bytes: UnsafeRawBufferPointer) -> Bool {
    if let decoded { return decoded.withUnsafeBytes { UTF8Check.firstInvalid(in: $0) } == nil }
    return UTF8Check.firstInvalid(in: UnsafeRawBufferPointer(rebasing: bytes[range])) == nil
  }
}

extension ListParser {
  /// A string in either quote, from its opening quote, into `text`.
  mutating func parseString() throws(ListFault) {
    let opening = at
    let quote = bytes[at]
    at += 1
    let start = at
    while let byte = peek(), byte != quote, byte != UInt8(ascii: "\\") { try takePlain(byte, opening: opening) }
    guard peek() == UInt8(ascii: "\\") else {
      guard peek() != nil else { throw fault("the string is not closed", at: opening) }
      text = StringContent(range: start..<at)
      at += 1
      return
    }
    var decoded = [UInt8](bytes[start..<at])
    while let byte = peek() {
      switch byte {
      case quote:
        text = StringContent(decoded: decoded)
        at += 1
        return
      case UInt8(ascii: "\\"): try takeEscape(into: &decoded)
      default:
        decoded.append(byte)
        try takePlain(byte, opening: opening)
      }
    }
    throw fault("the string is not closed", at: opening)
  }

  /// A line break ends a string in both languages before its quote; NUL is allowed in neither.
  private mutating func takePlain(_ byte: UInt8, opening: Int) throws(ListFault) {
    switch byte {
    case 0x0A, 0x0D: throw fault("a line break in a string; write it as \\n", at: at)
    case 0: throw fault("a NUL byte in a string", at: at)
    default: at += 1
    }
  }

  /// The escapes of Python and JSON. Where they differ: `\/` is `/` as in JSON, and what JSON does not know stands for
  /// itself with its backslash, as in Python.
  private mutating func takeEscape(into decoded: inout [UInt8]) throws(ListFault) {
    let start = at
    at += 1
    guard let kind = peek() else { throw fault("an escape that is cut short", at: start) }
    at += 1
    switch kind {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "/"): decoded.append(kind)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "a"): decoded.append(0x07)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "v"): decoded.append(0x0B)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case 0x0A: break  // a line that goes on in the next
    case 0x0D: _ = take("\n")
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      at -= 1
      var value: UInt32 = 0
      for _ in 0..<3 {
        guard let digit = peek(), (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { break }
        value = value * 8 + UInt32(digit - UInt8(ascii: "0"))
        at += 1
      }
      try append(value, to: &decoded, escapeAt: start)
    case UInt8(ascii: "x"): try append(try takeHex(2, escapeAt: start), to: &decoded, escapeAt: start)
    case UInt8(ascii: "U"): try append(try takeHex(8, escapeAt: start), to: &decoded, escapeAt: start)
    case UInt8(ascii: "u"): try append(try takeUTF16(escapeAt: start), to: &decoded, escapeAt: start)
    case UInt8(ascii: "N"): throw fault("an escape by character name, which is not read", at: start)
    default:
      decoded.append(UInt8(ascii: "\\"))
      at -= 1
    }
  }

  /// `\uXXXX`, with the second half of a surrogate pair if this is the first.
  private mutating func takeUTF16(escapeAt start: Int) throws(ListFault) -> UInt32 {
    let unit = try takeHex(4, escapeAt: start)
    guard (0xD800...0xDBFF).contains(unit), bytes.count - at >= 6, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    else { return unit }
    at += 2
    let second = try takeHex(4, escapeAt: at - 2)
    guard (0xDC00...0xDFFF).contains(second) else { throw fault("half of a surrogate pair", at: start) }
    return 0x10000 + (unit - 0xD800) << 10 + (second - 0xDC00)
  }

  private mutating func takeHex(_ count: Int, escapeAt start: Int) throws(ListFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<count {
      guard let digit = peek().flatMap(Self.hexValue) else {
        throw fault("an escape with fewer than \(count) hexadecimal digits", at: start)
      }
      value = value << 4 | UInt32(digit)
      at += 1
    }
    return value
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }

  private func append(_ value: UInt32, to decoded: inout [UInt8], escapeAt start: Int) throws(ListFault) {
    guard let scalar = Unicode.Scalar(value) else {
      throw fault(
        value > 0x10FFFF ? "an escape beyond U+10FFFF" : "half of a surrogate pair", at: start)
    }
    decoded.append(contentsOf: UTF8.encode(scalar)!)
  }
}
