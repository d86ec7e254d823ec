/// Base64 with the alphabet of URLs and without padding (RFC 4648 section 5).
package enum Base64URL {
  package static func encoded(_ bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * UInt32(3 - group.count))
      for digit in 0...group.count { text.unicodeScalars.append(alphabet[Int(bits >> (18 - 6 * digit)) & 63]) }
    }
    return text
  }

  /// `nil` for characters outside the alphabet, and for lengths and leftover bits that no encoder makes.
  package static func decoded(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount: UInt32 = 0
    for scalar in text.unicodeScalars {
      guard let digit = alphabet.firstIndex(of: scalar) else { return nil }
      bits = bits << 6 | UInt32(digit)
      bitCount += 6
      if bitCount >= 8 {
        bitCount -= 8
        bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
        bits &= 1 << bitCount - 1
      }
    }
    return bitCount < 6 && bits == 0 ? bytes : nil
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".unicodeScalars)
}
