/// A value that documents hold as one string, and that checks the string when it is read.
package protocol CodedAsText: Codable, CustomStringConvertible {
  /// Returns `nil` for anything but the form that `description` writes.
  init?(text: String)

  /// What the text has to be, for the error that refuses another.
  static var form: String { get }
}

extension CodedAsText {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = Self(text: text) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(text)' is not \(Self.form)")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
