import HTTPTypes
import Hummingbird
import NIOCore

/// An answer that says no, as RFC 9457 `application/problem+json`.
struct Problem: Error, Sendable, Equatable {
  let code: ProblemCode
  /// What is wrong with this request, and what to do about it.
  let detail: String
  /// The nearest thing that would have worked: a parameter, a value, or a path.
  var suggestion: String?
  /// Headers of this refusal alone, such as what it wants to see.
  let fields: [HTTPField]

  init(_ code: ProblemCode, _ detail: String, suggestion: String? = nil, fields: [HTTPField] = []) {
    self.code = code
    self.detail = detail
    self.suggestion = suggestion
    self.fields = fields
  }

  static func pruned(_ edition: Int) -> Problem {
    Problem(
      .editionPruned, "edition \(edition) was removed by the retention policy; 'editions' lists those that are left")
  }

  static func unknownEdition(_ edition: Int) -> Problem {
    Problem(.unknownEdition, "there is no published edition \(edition); 'editions' lists them")
  }

  /// Seconds after which asking again may help: a lease of the publication record is over by then.
  static let retryAfterSeconds = 1

  static let contentType = "application/problem+json"

  var body: ByteBuffer {
    var members: [(String, JSONValue)] = [
      ("title", .string(code.status.reasonPhrase)),
      ("status", .integer(Int64(code.status.code))),
      ("code", .string(code.rawValue)),
      ("detail", .string(detail)),
    ]
    if let suggestion { members.append(("suggestion", .string(suggestion))) }
    var writer = JSONWriter()
    writer.value(.object(members))
    writer.raw("\n")
    return ByteBuffer(bytes: writer.bytes)
  }
}
