import Crypto
import Domain

/// A secret that signs tokens for the functions of the edge, with the name under which they find it in their key-value
/// store (`key:ID`). Never logged or described.
package struct EdgeTokenKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// HS256 wants a key as long as its hash (RFC 7518 section 3.2); an entry of the store has 1,024 bytes at most.
  package static let secretBytes = 32...768

  /// `kid` of the tokens: 1 to 64 of `[A-Za-z0-9_-]`, which is what the function looks up.
  package let id: String
  let secret: SymmetricKey

  /// `ID:SECRET`, the secret in base64url; `nil` for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard sides.count == 2, sides[0].wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil,
      sides[1].utf8.count <= 1024, let bytes = Base64URL.decoded(sides[1]), Self.secretBytes.contains(bytes.count)
    else { return nil }
    id = sides[0]
    secret = SymmetricKey(data: bytes)
  }

  package var description: String { "(a key)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
