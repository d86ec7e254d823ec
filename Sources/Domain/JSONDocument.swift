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
    try readable(what) { try JSONDecoder().decode(type, from: data) }
  }

  /// The same, where what the document does not have is taken from `defaults`: it may be older than some of the keys.
  package static func decode<Value: Codable>(over defaults: Value, from data: Data, what: String) throws -> Value {
    try readable(what) {
      let full = overlay(
        try JSONSerialization.jsonObject(with: data), on: try JSONSerialization.jsonObject(with: encode(defaults)))
      return try JSONDecoder().decode(Value.self, from: JSONSerialization.data(withJSONObject: full))
    }
  }

  /// Objects are merged key by key; anything else replaces what is below it.
  private static func overlay(_ upper: Any, on lower: Any) -> Any {
    guard let upper = upper as? [String: Any], let lower = lower as? [String: Any] else { return upper }
    return lower.merging(upper) { overlay($1, on: $0) }
  }

  private static func readable<Value>(_ what: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch {
      throw BoxOfficeError(
        code: "document-unreadable",
        message: "\(what) cannot be read; restore it from a backup or remove it and send the delivery again",
        cause: error)
    }
  }
}
