/// Where notifications go: a folder of files, e-mail, a webhook.
///
/// Contract: `deliver` returns only when the receiver has the message for good; it may be called again with the same
/// `key` after a crash, and must then not make a second message where the receiver can tell.
package protocol NotificationSink: Sendable {
  /// For logs and for remembering which sinks have a message: `file`, `smtp`.
  var name: String { get }

  func deliver(_ notification: Notification) async throws
}
