import Domain

/// Whom a password belongs to: 1 to 100 of `[A-Za-z0-9._@+-]`, which also takes e-mail addresses. Upper and lower case differ.
package struct UserName: CodedAsText, Hashable, Sendable, Comparable {
  package let description: String

  package static var form: String { "a user name: 1 to 100 of letters, digits and . _ @ + -" }

  package init?(text: String) {
    guard (1...100).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
    description = text
  }

  package static func < (left: UserName, right: UserName) -> Bool { left.description < right.description }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "._@+-".utf8.contains(byte)
    }
  }
}
