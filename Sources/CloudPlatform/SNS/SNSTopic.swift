/// The ARN of a topic: `arn:aws:sns:eu-central-1:123456789012:name`.
package struct SNSTopic: Sendable, Hashable, CustomStringConvertible {
  package static let form = "the ARN of a topic such as arn:aws:sns:eu-central-1:123456789012:boxoffice"

  package let description: String
  let partition: String
  let region: String
  private let topic: String

  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "sns",
      Self.isName(parts[3]), parts[4].count == 12, parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      Self.isName(parts[5].hasSuffix(".fifo") ? String(parts[5].dropLast(5)) : parts[5]), parts[5].utf8.count <= 256
    else { return nil }
    description = text
    (partition, region, topic) = (parts[1], parts[3], parts[5])
  }

  /// Such a topic keeps the order, and drops what has a key that it has seen in the last five minutes.
  var isFIFO: Bool { topic.hasSuffix(".fifo") }

  private static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }
}

/// The topic of each provider, or one of all.
package struct SNSTopicTemplate: Sendable {
  private static let place = "{provider}"
  private let text: String

  /// An ARN that may have `{provider}` in the topic's name.
  package init?(_ text: String) {
    guard SNSTopic(text.replacing(Self.place, with: "p")) != nil else { return nil }
    self.text = text
  }

  package func topic(of provider: String) -> SNSTopic? { SNSTopic(text.replacing(Self.place, with: provider)) }
}
