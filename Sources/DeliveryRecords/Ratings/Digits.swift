/// Digits in words of eight bytes, the first byte in the lowest, digits as 0 to 9.
enum Digits {
  static var comma: UInt64 { 0x2C ^ 0x30 }
  static var lineFeed: UInt64 { 0x0A ^ 0x30 }
  static var carriageReturnLineFeed: UInt64 { 0x0A0D ^ 0x3030 }

  @inline(__always)
  static func load(_ at: UnsafeRawPointer) -> UInt64 { of(at.loadUnaligned(as: UInt64.self)) }

  /// Of bytes as they lie in memory.
  @inline(__always)
  static func of(_ bytes: UInt64) -> UInt64 { bytes.littleEndian ^ 0x3030_3030_3030_3030 }

  /// The high bit of each byte that is no digit: right up to and including the first of them, beyond which a carry may lie.
  @inline(__always)
  static func others(_ word: UInt64) -> UInt64 { high(word) & 0x8080_8080_8080_8080 }

  /// The same with more bits, for who has a mask of his own.
  @inline(__always)
  static func high(_ word: UInt64) -> UInt64 { (word &+ 0x7676_7676_7676_7676) | word }

  /// The number that eight digits make. Pairs, then fours, then all.
  @inline(__always)
  static func eight(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits >> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let high = (pairs & mask) &* (100 &+ (1_000_000 << 32))
    let low = (pairs >> 16 & mask) &* (1 &+ (10_000 << 32))
    return (high &+ low) >> 32
  }

  /// A positive number of at most 18 digits and the length of it with the comma behind it; a length of 0 is no such number.
  @inline(never)
  static func longID(_ start: UnsafeRawPointer) -> (value: Int64, length: Int) {
    var value: Int64 = 0
    for length in 0...18 {
      let digit = start.load(fromByteOffset: length, as: UInt8.self) ^ 0x30
      if digit < 10, length < 18 {
        value = value &* 10 &+ Int64(digit)
      } else {
        return UInt64(digit) == comma && value > 0 ? (value, length + 1) : (0, 0)
      }
    }
    return (0, 0)
  }
}
