import Foundation

/// The one way we write and read JSON documents that are kept: sorted keys, two spaces, a final newline, so that equal
/// values are equal bytes.
package enum JSONDocument {
  package static func encode(_ value: some Encodable) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(value) + Data("\n".utf8)
  }

  /// `what` names the document in the error.
  package static func decode<Value: Decodable>(_ type: Value.Type, from data: Data, what: String) throws -> Value {
    do {
      return try JSONDecoder().decode(type, from: data)
    } catch {
      throw BoxOfficeError(
        code: "document-unreadable",
        message: "\(what) cannot be read; restore it from a backup or remove it and send the delivery again",
        cause: error)
    }
  }
}
