import Crypto

/// Strong entity tags, and the conditions that clients make with them (RFC 9110 section 13).
enum EntityTag {
  /// The first 128 bits of the SHA-256 of the exact bytes, quoted.
  static func of(_ bytes: [UInt8]) -> String {
    var tag = "\""
    for byte in SHA256.hash(data: bytes).prefix(16) {
      tag.unicodeScalars.append(digits[Int(byte >> 4)])
      tag.unicodeScalars.append(digits[Int(byte & 15)])
    }
    return tag + "\""
  }

  private static let digits = Array("0123456789abcdef".unicodeScalars)

  /// Whether an `If-None-Match` names `tag`: `*`, or a list in which weak and strong are alike, as GET compares them.
  static func isNamed(_ tag: String, in condition: String) -> Bool {
    // What nearly every client sends back is the very tag.
    if condition == tag { return true }
    var rest = Substring(condition)
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
      if rest.isEmpty { return false }
      if rest.first == "*" { return true }
      if rest.hasPrefix("W/") { rest = rest.dropFirst(2) }
      guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return false }
      if rest[...end] == tag { return true }
      rest = rest[rest.index(after: end)...]
    }
  }
}
