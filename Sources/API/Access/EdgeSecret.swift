import Crypto

/// What our edge shows us with each request, so that nobody else is taken for it. Kept as a hash: never logged or described.
package struct EdgeSecret: Sendable, CustomStringConvertible, CustomReflectable {
  /// So many characters of `[A-Za-z0-9]` have 142 bits.
  package static let minBytes = 24

  private let digest: SHA256Digest

  /// `nil` if it is too short, or cannot stand in a header.
  package init?(_ text: String) {
    guard text.utf8.count >= Self.minBytes, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    digest = SHA256.hash(data: Array(text.utf8))
  }

  /// Whether these, the values of all headers of its name, are it. Of two nobody could say who wrote which. Hashes are
  /// compared, in a time that does not depend on them.
  func isShown(in values: [String]) -> Bool {
    guard values.count == 1, let value = values.first else { return false }
    return SHA256.hash(data: Array(value.utf8)) == digest
  }

  package var description: String { "(a secret)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
