import Foundation

/// The first part of a JWT (RFC 7515 section 4), as far as it is looked at before the signature is known to hold.
struct TokenHeader: Decodable {
  let alg: String
  let kid: String?
  /// There must be none: what it names has to be understood.
  let crit: [String]?

  /// From base64url; `nil` for anything that is no such header.
  init?(_ part: String) {
    let padding = String(repeating: "=", count: (4 - part.utf8.count % 4) % 4)
    let base64 = part.replacing("-", with: "+").replacing("_", with: "/") + padding
    guard let data = Data(base64Encoded: base64), let header = try? JSONDecoder().decode(Self.self, from: data) else {
      return nil
    }
    self = header
  }
}
