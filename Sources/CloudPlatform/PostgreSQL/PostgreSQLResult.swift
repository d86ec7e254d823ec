import CLibPQ
import Database
import Domain

/// One result of the server, freed with its last reference.
final class PostgreSQLResult {
  private let handle: OpaquePointer

  init(_ handle: OpaquePointer) { self.handle = handle }

  deinit { PQclear(handle) }

  var status: ExecStatusType { PQresultStatus(handle) }

  var isError: Bool { status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE }

  var sqlState: String? { field(67) }  // PG_DIAG_SQLSTATE: 'C', a macro that Swift does not see

  /// What the server says, with its detail if there is one.
  var message: String {
    guard let primary = field(77) else { return String(cString: PQresultErrorMessage(handle)) }  // 'M'
    return field(68).map { "\(primary) (\($0))" } ?? primary  // 'D'
  }

  private func field(_ code: Int32) -> String? { PQresultErrorField(handle, code).map { String(cString: $0) } }

  /// How many rows a COPY or a change was of.
  var changedRows: Int { Int(String(cString: PQcmdTuples(handle))) ?? 0 }

  /// The rows, which were asked for in binary.
  func rows(_ sql: String) throws -> [SQLRow] {
    let columns = try (0..<PQnfields(handle)).map { column in
      guard let kind = Kind(rawValue: PQftype(handle, column)) else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed, message: "a query gives neither integer nor text: \(sql)")
      }
      return kind
    }
    return (0..<PQntuples(handle)).map { row in
      SQLRow(unsafeUninitializedCapacity: columns.count) { buffer, initializedCount in
        for (index, kind) in columns.enumerated() {
          buffer.initializeElement(at: index, to: value(row, Int32(index), kind))
        }
        initializedCount = columns.count
      }
    }
  }

  private func value(_ row: Int32, _ column: Int32, _ kind: Kind) -> SQLValue {
    if PQgetisnull(handle, row, column) == 1 { return .null }
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(handle, row, column), count: Int(PQgetlength(handle, row, column)))
    switch kind {
    case .text, .varchar, .name: return .text(String(decoding: bytes, as: UTF8.self))
    case .int8, .int4, .int2:
      // Big-endian, with its sign in the first byte.
      let start = bytes.first.map { $0 & 0x80 == 0 } ?? true ? Int64(0) : -1
      return .integer(bytes.reduce(start) { $0 << 8 | Int64($1) })
    case .bool: return .integer(bytes.first == 0 ? 0 : 1)
    }
  }

  /// The types that our queries give, by the numbers that they have on every server (`pg_type.dat`).
  enum Kind: Oid {
    case bool = 16
    case name = 19
    case int8 = 20
    case int2 = 21
    case int4 = 23
    case text = 25
    case varchar = 1043
  }
}
