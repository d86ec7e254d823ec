import Domain

/// A query parameter of a resource: what it may be, and what it means.
struct Parameter: Sendable {
  enum Kind: Sendable {
    case integer(ClosedRange<Int64>)
    /// 1 to 200 bytes of UTF-8 without control characters.
    case text
    case choice([String])
    /// What `links.next` has; never made by hand.
    case cursor
  }

  static let maxTextBytes = 200

  let name: String
  let kind: Kind
  let text: String
  let isRequired: Bool
  /// The value that means the same as leaving the parameter out.
  let defaultValue: ParameterValue?

  init(
    _ name: String, _ kind: Kind, _ text: String, default defaultValue: ParameterValue? = nil,
    isRequired: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.text = text
    self.defaultValue = defaultValue
    self.isRequired = isRequired
  }

  /// The value that `text` stands for.
  func value(_ text: String) throws(Problem) -> ParameterValue {
    switch kind {
    case .integer(let range):
      guard let value = Self.integer(text) else {
        throw invalid("'\(FindingValue.shown(text))' is not a whole number", "write digits only")
      }
      guard range.contains(value) else {
        throw invalid(
          "\(value) is out of range", "\(range.lowerBound) to \(range.upperBound)",
          suggestion: String(value < range.lowerBound ? range.lowerBound : range.upperBound))
      }
      return .integer(value)
    case .text:
      guard (1...Self.maxTextBytes).contains(text.utf8.count),
        !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
      else {
        throw invalid(
          text.isEmpty ? "the value is empty" : "the value is too long or has control characters",
          "1 to \(Self.maxTextBytes) bytes of text")
      }
      return .text(text)
    case .choice(let choices):
      guard choices.contains(text) else {
        throw invalid(
          "'\(FindingValue.shown(text))' is none of its values", choices.joined(separator: ", "),
          suggestion: NearestName.to(text, among: choices))
      }
      return .text(text)
    case .cursor:
      return .text(text)
    }
  }

  private func invalid(_ what: String, _ allowed: String, suggestion: String? = nil) -> Problem {
    Problem(
      .invalidParameter, "parameter '\(name)': \(what); allowed: \(allowed)",
      suggestion: suggestion.map { "\(name)=\($0)" })
  }

  /// A sign and digits as a person writes them: no spaces, no leading zeros, within 64 bits.
  private static func integer(_ text: String) -> Int64? {
    guard let value = Int64(text), String(value) == text else { return nil }
    return value
  }
}

/// A checked value of a parameter.
enum ParameterValue: Sendable, Equatable {
  case integer(Int64)
  case text(String)

  var text: String {
    switch self {
    case .integer(let value): String(value)
    case .text(let text): text
    }
  }
}
