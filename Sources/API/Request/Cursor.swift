import Crypto
import Domain

/// A value of a keyset: what the last row of a page is sorted by.
enum CursorValue: Sendable, Equatable {
  case null
  case integer(Int64)
  case text(String)
}

/// Where the next page of a walk starts, opaque to clients.
///
/// Bound to the edition, so that no walk mixes two, and to the query, so that a cursor is not taken for one of another
/// list. Not a secret: what it holds is sent as bound parameters of a query, and nothing can be had by forging one.
struct Cursor: Sendable, Equatable {
  let edition: EditionNumber
  /// The first bytes of a digest over everything the order and choice of rows depends on.
  let query: [UInt8]
  let values: [CursorValue]

  static let fingerprintBytes = 8

  /// The fingerprint of a resource's path below the provider with its canonical query, without `limit` and `cursor`.
  static func fingerprint(_ provider: ProviderID, _ query: String) -> [UInt8] {
    Array(SHA256.hash(data: Array("\(provider) \(query)".utf8)).prefix(fingerprintBytes))
  }

  /// The bytes are: form (1), edition (8), fingerprint (8), values, checksum (4); base64url without padding.
  var text: String {
    var bytes: [UInt8] = [Self.form] + Self.bytes(Int64(edition)) + query
    for value in values {
      switch value {
      case .null: bytes.append(0)
      case .integer(let value): bytes += [1] + Self.bytes(value)
      case .text(let text): bytes += [2] + Self.bytes(Int64(text.utf8.count)).suffix(2) + Array(text.utf8)
      }
    }
    return Base64URL.encoded(bytes + Self.checksum(bytes))
  }

  init(edition: EditionNumber, query: [UInt8], values: [CursorValue]) {
    self.edition = edition
    self.query = query
    self.values = values
  }

  /// `nil` for anything that `text` has not made.
  init?(_ text: String) {
    guard let all = Base64URL.decoded(text), all.count >= 1 + 8 + Self.fingerprintBytes + 4 else { return nil }
    let bytes = all.dropLast(4)
    guard Array(all.suffix(4)) == Self.checksum(Array(bytes)), bytes[0] == Self.form else { return nil }
    guard let edition = EditionNumber(exactly: Self.integer(bytes[1..<9])) else { return nil }
    var values: [CursorValue] = []
    var rest = bytes[(9 + Self.fingerprintBytes)...]
    while let kind = rest.popFirst() {
      switch kind {
      case 0: values.append(.null)
      case 1 where rest.count >= 8:
        values.append(.integer(Self.integer(rest.prefix(8))))
        rest = rest.dropFirst(8)
      case 2 where rest.count >= 2:
        let count = Int(Self.integer(rest.prefix(2)))
        rest = rest.dropFirst(2)
        guard rest.count >= count, let text = String(validating: rest.prefix(count), as: UTF8.self) else { return nil }
        values.append(.text(text))
        rest = rest.dropFirst(count)
      default: return nil
      }
    }
    self.init(edition: edition, query: Array(bytes[9..<9 + Self.fingerprintBytes]), values: values)
  }

  private static let form: UInt8 = 1

  /// Tells a damaged cursor from a right one; four bytes let one in 2^32 through.
  private static func checksum(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes).prefix(4)) }

  private static func bytes(_ value: Int64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> Int64 {
    Int64(bitPattern: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
