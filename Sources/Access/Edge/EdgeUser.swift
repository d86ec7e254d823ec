import Crypto
import Domain
import Foundation

/// What the edge's list of readers has of a user, as `deploy/aws/edge/viewer-request.js` reads it: a salt, a quick hash of the
/// password, and scopes. Its functions have no time for a slow hash.
package struct EdgeUser: Sendable {
  /// An entry's value has 1,024 bytes at most.
  private static let maxBytes = 1024

  /// In JSON.
  package let value: String

  private struct Document: Encodable {
    let salt: String
    let hash: String
    let scopes: [Scope]
  }

  /// - Parameter password: One of `Password.generated`, whose 130 bits nobody guesses. One that a person chose must never be
  ///   hashed so quickly.
  ///
  /// Error: `edge-user-too-large`.
  package init(generated password: String, scopes: [Scope]) throws {
    var random = SystemRandomNumberGenerator()
    let salt = Base64URL.encoded((0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    let key = SymmetricKey(data: Array(salt.utf8))
    let hash = Base64URL.encoded(Array(HMAC<SHA256>.authenticationCode(for: Array(password.utf8), using: key)))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    value = String(
      decoding: try encoder.encode(Document(salt: salt, hash: hash, scopes: scopes)), as: UTF8.self)
    guard value.utf8.count <= Self.maxBytes else {
      throw BoxOfficeError(
        code: "edge-user-too-large",
        message:
          "the edge's list takes \(Self.maxBytes) bytes of a user, and \(scopes.count) providers are more: make two"
          + " users of it, or let this one read all providers")
    }
  }

  /// The name of a user's entry.
  package static func entry(of name: UserName) -> String { "user:\(name)" }
}
