import HTTPTypes
import NIOCore

/// The head of an answer as it stands under one publication, and what conditions are compared with.
///
/// Kept as fields for Hummingbird, and as the bytes that NIO's encoder makes of them for `KeptAnswerHandler`.
final class AnswerHead: Sendable {
  let fields: HTTPFields
  /// `HTTP/1.1 200 OK` and the fields, a line each; the date and the empty line are to follow.
  let ok: ByteBuffer
  /// The same for 304, which has no `Content-Length`.
  let notModified: ByteBuffer
  private let entityTag: String
  private let lastModified: String?

  init(entityTag: String, fields: HTTPFields, lastModified: String?) {
    self.entityTag = entityTag
    self.fields = fields
    self.lastModified = lastModified
    ok = Self.encoded(.ok, fields[...])
    notModified = Self.encoded(.notModified, fields.filter { $0.name != .contentLength })
  }

  /// Whether the client's copy still stands. Times are compared for equality only: a rollback goes back to older data
  /// with a newer time.
  func isUnchanged(ifNoneMatch tags: String?, ifModifiedSince time: String?) -> Bool {
    if let tags { return EntityTag.isNamed(entityTag, in: tags) }
    return time != nil && time == lastModified
  }

  private static func encoded(_ status: HTTPResponse.Status, _ fields: some Collection<HTTPField>) -> ByteBuffer {
    var buffer = ByteBuffer()
    buffer.reserveCapacity(1_024)
    buffer.writeString("HTTP/1.1 \(status.code) \(status.reasonPhrase)\r\n")
    for field in fields {
      buffer.writeString(field.name.rawName)
      buffer.writeStaticString(": ")
      buffer.writeString(field.value)
      buffer.writeStaticString("\r\n")
    }
    return buffer
  }
}
