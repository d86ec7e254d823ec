/// Finds the bytes that mean something in a CSV file, eight at a time.
///
/// `(x - 0x01…) & ~x & 0x80…` has the top bit of the lowest zero byte of `x` set and none below it; `x` is the word xor the
/// byte that is looked for. Bits above the lowest hit may be wrong, so only the lowest is used. (SIMD types would need a
/// "move mask", which Swift does not have; cells are short, and words are as fast on them.)
enum ByteScan {
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let comma = UInt8(ascii: ",")
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  /// The first comma, LF or CR in `from..<to`, or `to`.
  @inline(__always)
  static func firstCellEnd(_ bytes: UnsafePointer<UInt8>, from: Int, to: Int) -> Int {
    first(bytes, from: from, to: to) { word in
      hits(word, comma) | hits(word, lineFeed) | hits(word, carriageReturn)
    } isHit: {
      $0 == comma || $0 == lineFeed || $0 == carriageReturn
    }
  }

  /// The first quote, LF or CR in `from..<to`, or `to`.
  @inline(__always)
  static func firstQuoteOrLineBreak(_ bytes: UnsafePointer<UInt8>, from: Int, to: Int) -> Int {
    first(bytes, from: from, to: to) { word in
      hits(word, quote) | hits(word, lineFeed) | hits(word, carriageReturn)
    } isHit: {
      $0 == quote || $0 == lineFeed || $0 == carriageReturn
    }
  }

  /// The first quote in `from..<to`, or `to`.
  @inline(__always)
  static func firstQuote(_ bytes: UnsafePointer<UInt8>, from: Int, to: Int) -> Int {
    first(bytes, from: from, to: to) {
      hits($0, quote)
    } isHit: {
      $0 == quote
    }
  }

  /// The first byte in `from..<to` that may end a string of a list without escapes: `quote`, a backslash or a control
  /// character; or `to`.
  @inline(__always)
  static func firstStringEnd(_ bytes: UnsafePointer<UInt8>, quote: UInt8, from: Int, to: Int) -> Int {
    first(bytes, from: from, to: to) { word in
      hits(word, quote) | hits(word, backslash) | ((word &- 0x2020_2020_2020_2020) & ~word)
    } isHit: {
      $0 == quote || $0 == backslash || $0 < 0x20
    }
  }

  @inline(__always)
  private static func hits(_ word: UInt64, _ byte: UInt8) -> UInt64 {
    let x = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
    return (x &- 0x0101_0101_0101_0101) & ~x
  }

  @inline(__always)
  private static func first(
    _ bytes: UnsafePointer<UInt8>, from: Int, to: Int, hits: (UInt64) -> UInt64, isHit: (UInt8) -> Bool
  ) -> Int {
    var at = from
    while at &+ 8 <= to {
      let word = UInt64(littleEndian: UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self))
      let found = hits(word) & 0x8080_8080_8080_8080
      if found != 0 { return at &+ found.trailingZeroBitCount / 8 }
      at &+= 8
    }
    while at < to, !isHit(bytes[at]) { at &+= 1 }
    return at
  }
}
