/// `name@example.org`: checked for what would break a mail's header or never arrive, not for every form that RFC 5322
/// allows.
package struct EmailAddress: CodedAsText, Sendable, Hashable {
  package let description: String

  package static var form: String { "an e-mail address such as data@example.org" }

  package init?(text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    // 64 and 254 bytes are SMTP's own limits (RFC 5321 section 4.5.3.1).
    guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count),
      parts[0].utf8.allSatisfy(Self.mayBeInName), !parts[0].hasPrefix("."), !parts[0].hasSuffix("."),
      !parts[0].contains(".."), HostName.isOne(parts[1]), parts[1].contains(".")
    else { return nil }
    description = text
  }

  private static func mayBeInName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: ".!#$%&'*+/=?^_`{|}~-".utf8.contains(byte)
    }
  }
}
