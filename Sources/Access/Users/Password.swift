import Crypto
import Domain

/// A password in clear: never stored, logged or described.
package struct Password: Sendable, CustomStringConvertible, CustomReflectable {
  /// NIST SP 800-63B asks for 15 characters where a password is all there is. More than 1,024 bytes are no password, and
  /// would be hashed before anybody is known.
  package static let lengths = 15...1024

  let bytes: [UInt8]

  /// What a client sends: anything but nothing, within the bound.
  package init?(sent text: String) {
    guard (1...Self.lengths.upperBound).contains(text.utf8.count) else { return nil }
    bytes = Array(text.utf8)
  }

  /// What is to be somebody's password from now on.
  package init?(chosen text: String) {
    let isText = !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    guard Self.lengths.contains(text.utf8.count), isText else { return nil }
    bytes = Array(text.utf8)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  /// One with 130 random bits, in groups that can be read aloud: 26 digits of base 32, without 0, 1, 8, 9.
  package static func generated() -> (password: Password, text: String) {
    let digits = Array("abcdefghijklmnopqrstuvwxyz234567")
    // The system's generator is a cryptographic one on every platform of ours.
    var random = SystemRandomNumberGenerator()
    var text = ""
    for place in 0..<26 {
      if place > 0, place.isMultiple(of: 5) { text.append("-") }
      text.append(digits[Int.random(in: 0..<digits.count, using: &random)])
    }
    return (Password(bytes: Array(text.utf8)), text)
  }

  package var description: String { "(a password)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
