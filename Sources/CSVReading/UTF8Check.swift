/// Whether bytes are well-formed UTF-8, as table 3-7 of the Unicode standard has it.
package enum UTF8Check {
  /// The offset of the first sequence that is not well-formed (overlong, a surrogate, beyond U+10FFFF, cut short), or nil.
  ///
  /// ASCII is passed over 32 bytes at a time.
  package static func firstInvalid(in bytes: UnsafeRawBufferPointer) -> Int? {
    guard let start = bytes.baseAddress else { return nil }
    let end = bytes.count
    var at = 0
    while at < end {
      let byte = start.load(fromByteOffset: at, as: UInt8.self)
      if byte < 0x80 {
        at = endOfASCII(start, from: at + 1, to: end)
        continue
      }
      let length = sequenceLength(start + at, available: end - at)
      guard length > 0 else { return at }
      at += length
    }
    return nil
  }

  private static func endOfASCII(_ start: UnsafeRawPointer, from: Int, to end: Int) -> Int {
    var at = from
    while at + 32 <= end {
      let words =
        start.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        | start.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)
        | start.loadUnaligned(fromByteOffset: at + 16, as: UInt64.self)
        | start.loadUnaligned(fromByteOffset: at + 24, as: UInt64.self)
      guard words & 0x8080_8080_8080_8080 == 0 else { break }
      at += 32
    }
    while at < end, start.load(fromByteOffset: at, as: UInt8.self) < 0x80 { at += 1 }
    return at
  }

  /// The length of the sequence that starts here with a byte of 0x80 or more; 0 if it is not well-formed.
  private static func sequenceLength(_ start: UnsafeRawPointer, available: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 { start.load(fromByteOffset: offset, as: UInt8.self) }
    let length: Int
    let second: ClosedRange<UInt8>
    switch byte(0) {
    case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
    case 0xE0: (length, second) = (3, 0xA0...0xBF)  // lower: overlong
    case 0xED: (length, second) = (3, 0x80...0x9F)  // higher: surrogates
    case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
    case 0xF0: (length, second) = (4, 0x90...0xBF)  // lower: overlong
    case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)  // higher: beyond U+10FFFF
    default: return 0
    }
    guard available >= length, second.contains(byte(1)) else { return 0 }
    for offset in 2..<max(2, length) where byte(offset) & 0xC0 != 0x80 { return 0 }
    return length
  }
}
