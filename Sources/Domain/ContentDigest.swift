/// The SHA-256 of some bytes, written as 64 lower-case hexadecimal digits.
package struct ContentDigest: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let hex: String

  /// Returns `nil` unless `hex` is 64 lower-case hexadecimal digits.
  package init?(hex: String) {
    guard hex.utf8.count == 64,
      hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
    else { return nil }
    self.hex = hex
  }

  /// From the 32 bytes that a hash function returns.
  package init(bytes: some Sequence<UInt8>) {
    var hex = ""
    hex.reserveCapacity(64)
    for byte in bytes {
      hex.append(Self.digits[Int(byte >> 4)])
      hex.append(Self.digits[Int(byte & 15)])
    }
    precondition(hex.utf8.count == 64, "a SHA-256 has 32 bytes")
    self.hex = hex
  }

  private static let digits = Array("0123456789abcdef")

  /// The first twelve digits: enough to tell deliveries apart in talk, never used as a key.
  package var short: String { String(hex.prefix(12)) }

  package var description: String { hex }

  package static func < (left: ContentDigest, right: ContentDigest) -> Bool { left.hex < right.hex }
}

extension ContentDigest: CodedAsText {
  package static var form: String { "a SHA-256 in lower-case hexadecimal" }

  package init?(text: String) { self.init(hex: text) }
}

/// One upload of a `data.zip`, identified by the SHA-256 of its bytes: the same bytes again are the same delivery.
package typealias DeliveryID = ContentDigest
