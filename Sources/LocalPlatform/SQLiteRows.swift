import Database
import Domain
import GRDB
import GRDBSQLite

/// Steps a prepared query by SQLite's own functions: one array a row, and nothing else is allocated for integers.
enum SQLiteRows {
  static func all(of query: SQLQuery, _ prepared: Statement) throws -> [SQLRow] {
    let statement = prepared.sqliteStatement
    guard sqlite3_bind_parameter_count(statement) == Int32(query.parameters.count) else {
      throw BoxOfficeError(
        code: EditionDatabaseError.failed,
        message: "a query has \(query.parameters.count) values for another number of parameters: \(query.sql)")
    }
    sqlite3_reset(statement)
    defer { sqlite3_reset(statement) }
    for (index, value) in query.parameters.enumerated() {
      guard bind(value, to: statement, at: Int32(index + 1)) == SQLITE_OK else { throw failure(statement, query) }
    }
    var rows: [SQLRow] = []
    let columnCount = Int(sqlite3_column_count(statement))
    while true {
      switch sqlite3_step(statement) {
      case SQLITE_ROW: rows.append(try row(of: statement, columnCount, query))
      case SQLITE_DONE: return rows
      default: throw failure(statement, query)
      }
    }
  }

  private static func row(of statement: OpaquePointer, _ columnCount: Int, _ query: SQLQuery) throws -> SQLRow {
    try SQLRow(unsafeUninitializedCapacity: columnCount) { buffer, initializedCount in
      for column in 0..<columnCount {
        let index = Int32(column)
        let value: SQLValue
        switch sqlite3_column_type(statement, index) {
        case SQLITE_INTEGER: value = .integer(sqlite3_column_int64(statement, index))
        case SQLITE_NULL: value = .null
        case SQLITE_TEXT:
          let bytes = UnsafeBufferPointer(
            start: sqlite3_column_text(statement, index), count: Int(sqlite3_column_bytes(statement, index)))
          value = .text(String(decoding: bytes, as: UTF8.self))
        default:
          throw BoxOfficeError(
            code: EditionDatabaseError.failed, message: "a query gives neither integer nor text: \(query.sql)")
        }
        buffer.initializeElement(at: column, to: value)
        initializedCount = column + 1
      }
    }
  }

  private static func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
    switch value {
    case .null: return sqlite3_bind_null(statement, index)
    case .integer(let value): return sqlite3_bind_int64(statement, index, value)
    case .text(var value):
      return value.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) { characters in
          sqlite3_bind_text64(
            statement, index, characters.baseAddress, UInt64(characters.count), copied, UInt8(SQLITE_UTF8))
        }
      }
    }
  }

  private static func failure(_ statement: OpaquePointer, _ query: SQLQuery) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.failed,
      message: "SQLite: \(String(cString: sqlite3_errmsg(sqlite3_db_handle(statement)))), in \(query.sql)")
  }
}

/// SQLITE_TRANSIENT, which Swift cannot import: SQLite copies the bytes before the call returns.
private let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
