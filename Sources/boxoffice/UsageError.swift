import Domain

/// The command was called or configured wrongly: exit code 64.
struct UsageError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }

  static func badValue(_ key: ConfigurationKey, _ text: String) -> UsageError {
    if key.isSecret { return UsageError("\(key.name) has a value that it cannot have: it takes \(key.type)") }
    return UsageError(
      "'\(withoutCredentials(text))' is no value for \(key.name)\(key.flag.map { " (\($0))" } ?? ""): it takes \(key.type), for instance \(key.defaultValue)"
    )
  }

  /// Addresses of engines may hold a password.
  private static func withoutCredentials(_ text: String) -> String {
    text.replacing(/:\/\/[^\/]*@/, with: "://…@")
      .replacing(/(password|secret|token)=[^&\s]*/.ignoresCase()) { "\($0.1)=…" }
  }

  static func unknownKey(_ name: String, in place: String, among known: [String]) -> UsageError {
    let hint = NearestName.to(name, among: known).map { "; did you mean \($0)?" } ?? "."
    return UsageError("\(name), set in \(place), is no configuration key\(hint) All keys are in docs/configuration.md")
  }
}
