/// A failure of ours, or of the machine, that a person has to read: never used for bad data, which is a `Finding`.
package struct BoxOfficeError: Error, CustomStringConvertible, Sendable {
  /// Stable kebab-case name, for programs and for searching the documentation.
  package let code: String
  /// What happened, where, and what to do next.
  package let message: String
  /// The error underneath, if there is one.
  package let cause: (any Error)?

  package init(code: String, message: String, cause: (any Error)? = nil) {
    self.code = code
    self.message = message
    self.cause = cause
  }

  package var description: String {
    guard let cause else { return "\(message) [\(code)]" }
    return "\(message) [\(code)]: \(cause)"
  }
}
