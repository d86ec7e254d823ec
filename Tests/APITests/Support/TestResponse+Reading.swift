import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore

extension TestResponse {
  var text: String { String(buffer: body) }

  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any] ?? [:]
  }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// `code` of a refusal.
  var problem: String? { try? json()["code"] as? String }
  var suggestion: String? { try? json()["suggestion"] as? String }
}
