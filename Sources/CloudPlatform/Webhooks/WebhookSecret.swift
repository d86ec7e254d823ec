import Crypto
import Domain
import Foundation

/// What webhooks are signed with, made from the installation's one secret: a key for each address, so that no receiver can
/// sign what another would believe.
///
/// Signatures are those of Standard Webhooks, for which there are libraries in many languages:
/// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
package struct WebhookSecret: Sendable, CustomStringConvertible, CustomReflectable {
  /// Shorter ones could be found by trying.
  package static let minimumBytes = 24

  private let root: SymmetricKey

  /// `nil` if the text is too short.
  package init?(_ text: String) {
    guard text.utf8.count >= Self.minimumBytes else { return nil }
    root = SymmetricKey(data: Array(text.utf8))
  }

  /// The key of one address, as its owner gets it: `whsec_…`.
  package func key(of url: WebhookURL) -> WebhookKey {
    WebhookKey(bytes: Array(HMAC<SHA256>.authenticationCode(for: Array("webhook \(url)".utf8), using: root)))
  }

  package var description: String { "webhook secret" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The key of one address.
package struct WebhookKey: Sendable, CustomStringConvertible, CustomReflectable {
  private static let prefix = "whsec_"

  private let key: SymmetricKey

  init(bytes: [UInt8]) { key = SymmetricKey(data: bytes) }

  /// From `whsec_…`; `nil` if that is none.
  package init?(text: String) {
    guard text.hasPrefix(Self.prefix), let bytes = Data(base64Encoded: String(text.dropFirst(Self.prefix.count))) else {
      return nil
    }
    self.init(bytes: Array(bytes))
  }

  /// To be shown to the receiver only.
  package var text: String { Self.prefix + key.withUnsafeBytes { Data($0).base64EncodedString() } }

  /// The value of the header `webhook-signature`.
  package func signature(of body: Data, id: String, timestamp: Int64) -> String {
    let signed = Data("\(id).\(timestamp).".utf8) + body
    return "v1," + Data(HMAC<SHA256>.authenticationCode(for: signed, using: key)).base64EncodedString()
  }

  package var description: String { "webhook key" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
