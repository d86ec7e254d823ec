/// One thing the validator has to say about one place of a delivery.
package struct Finding: Codable, Sendable, Equatable {
  package let code: FindingCode
  package private(set) var severity: Severity
  /// The file in the zip, `data.zip` itself where no file is meant.
  package let file: String
  /// The physical line, from 1, on which the record starts; line 1 is the header.
  package let line: Int?
  /// The record's number in the file, from 1, not counting the header.
  package let record: Int?
  package let column: String?
  /// The value as written, shortened to `FindingValue.limit` characters, control characters made visible.
  package let value: String?
  /// What is wrong, in one sentence.
  package let message: String
  /// What the provider can do about it, in one sentence.
  package let fix: String

  package init(
    _ code: FindingCode, severity: Severity? = nil, file: String, line: Int? = nil, record: Int? = nil,
    column: String? = nil, value: String? = nil, message: String, fix: String? = nil
  ) {
    self.code = code
    self.severity = severity ?? code.entry.severity
    self.file = file
    self.line = line
    self.record = record
    self.column = column
    self.value = value.map(FindingValue.shown)
    self.message = message
    self.fix = fix ?? code.entry.fix
  }

  /// The same finding under a provider's severity.
  package func at(_ severity: Severity) -> Finding {
    var finding = self
    finding.severity = severity
    return finding
  }
}

/// How a value of a delivery is shown to a person.
package enum FindingValue {
  /// Characters of a value that are shown before it is cut.
  package static let limit = 80

  /// Shortened, with line breaks and other control characters written as escapes.
  package static func shown(_ value: String) -> String {
    var shown = ""
    var count = 0
    for scalar in value.unicodeScalars {
      if count == limit { return shown + "…" }
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      default:
        if scalar.properties.generalCategory == .control {
          shown += "\\u{" + String(scalar.value, radix: 16) + "}"
        } else {
          shown.unicodeScalars.append(scalar)
        }
      }
      count += 1
    }
    return shown
  }
}
