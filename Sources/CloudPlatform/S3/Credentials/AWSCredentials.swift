import Domain

/// What requests are signed with. Never shows its secrets, however it is printed.
package struct AWSCredentials: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  package let accessKeyID: String
  let secretAccessKey: String
  /// Of credentials that were lent for a time.
  let sessionToken: String?
  /// When they end; `nil` if they do not.
  let expiresAt: Timestamp?

  package init(
    accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiresAt: Timestamp? = nil
  ) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiresAt = expiresAt
  }

  /// Enough to tell two keys apart: `access key …MPLE`.
  package var description: String { "access key …\(accessKeyID.suffix(4))" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
