import Domain
import Foundation

/// What a request shows in its `Authorization` headers.
package enum Credential: Sendable {
  case none
  /// RFC 7617. `name` is `nil` if nobody can have it, which is told to nobody.
  case basic(name: UserName?, password: Password)
  /// RFC 6750.
  case bearer(String)
  /// A header that is neither, or two of them. The text says what is wrong, without any of it.
  case unreadable(String)

  /// Longer tokens are no tokens of ours; a header of the whole head's size is refused before.
  private static let maxTokenBytes = 16_384

  /// From the values of all `Authorization` headers.
  package init(_ headers: [String]) {
    guard let header = headers.first else {
      self = .none
      return
    }
    guard headers.count == 1 else {
      self = .unreadable("there are \(headers.count) Authorization headers: send one")
      return
    }
    let parts = header.split(separator: " ", maxSplits: 1).map(String.init)
    let value = parts.count == 2 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
    switch parts.first?.lowercased() {
    case "basic": self = Self.readBasic(value)
    case "bearer": self = Self.readBearer(value)
    default: self = .unreadable("the Authorization header is of a kind that is not taken here: send Basic or Bearer")
    }
  }

  private static func readBasic(_ value: String) -> Credential {
    guard let data = Data(base64Encoded: value), let text = String(data: data, encoding: .utf8),
      let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")),
      let password = Password(sent: String(text[text.utf8.index(after: colon)...]))
    else {
      return .unreadable("the Basic credential is not the base64 of NAME:PASSWORD in UTF-8")
    }
    return .basic(name: UserName(text: String(text[..<colon])), password: password)
  }

  private static func readBearer(_ value: String) -> Credential {
    // The alphabet of RFC 6750; a JWT's is smaller.
    let isToken = value.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "-._~+/=".utf8.contains(byte)
    }
    guard isToken, (1...maxTokenBytes).contains(value.utf8.count) else {
      return .unreadable("the Bearer credential is no token")
    }
    return .bearer(value)
  }
}
