import Domain

/// One place where credentials may be had.
package protocol CredentialsSource: Sendable {
  /// For messages: `the environment`.
  var name: String { get }

  /// New credentials; `nil` if this place is not set up here. Throws if it is set up and does not give any.
  func credentials() async throws -> AWSCredentials?
}

/// How failures to get credentials are told.
enum CredentialsFailure {
  static let code = "credentials-missing"

  static func error(_ message: String, _ cause: (any Error)? = nil) -> BoxOfficeError {
    BoxOfficeError(code: code, message: message, cause: cause)
  }
}
