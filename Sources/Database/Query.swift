import Domain

/// A query whose rows are of one type: what a function of `Queries` returns.
package struct Query<Row: QueryRow>: Sendable {
  /// For the engine, and for tests that look at its plan.
  package let sql: SQLQuery
  /// What goes on where `sql` ends, to be asked for only if `sql` gives fewer than `count` rows.
  package let rest: (count: Int, sql: SQLQuery)?

  init(_ sql: String, _ parameters: [SQLValue]) { self.init(SQLQuery(sql, parameters)) }

  init(_ sql: SQLQuery) {
    self.sql = sql
    rest = nil
  }

  init(_ sql: SQLQuery, thenIfFewerThan count: Int, _ rest: SQLQuery) {
    self.sql = sql
    self.rest = (count, rest)
  }
}

/// A row that knows the order of its columns.
package protocol QueryRow: Sendable {
  /// Takes the columns in the order in which the type's queries select them.
  init(_ cursor: inout RowCursor) throws
}

extension EditionReader {
  /// The decoded rows of `query`.
  package func rows<Row>(of query: Query<Row>) async throws -> [Row] {
    var rows = try await rows(query.sql)
    if let rest = query.rest, rows.count < rest.count {
      rows += try await self.rows(rest.sql).prefix(rest.count - rows.count)
    }
    return try rows.map { row in
      var cursor = RowCursor(row)
      return try Row(&cursor)
    }
  }

  /// The first row of `query`, for those that have at most one.
  package func row<Row>(of query: Query<Row>) async throws -> Row? { try await rows(of: query).first }
}

/// Takes the values of a row one after the other.
package struct RowCursor {
  private let row: SQLRow
  private var index = 0

  package init(_ row: SQLRow) { self.row = row }

  package mutating func integer() throws -> Int64 {
    guard case .integer(let value) = try next() else { throw wrongColumn("an integer") }
    return value
  }

  package mutating func integerOrNull() throws -> Int64? {
    switch try next() {
    case .integer(let value): return value
    case .null: return nil
    case .text: throw wrongColumn("an integer")
    }
  }

  package mutating func text() throws -> String {
    guard case .text(let value) = try next() else { throw wrongColumn("a text") }
    return value
  }

  package mutating func textOrNull() throws -> String? {
    switch try next() {
    case .text(let value): return value
    case .null: return nil
    case .integer: throw wrongColumn("a text")
    }
  }

  private mutating func next() throws -> SQLValue {
    guard index < row.count else { throw wrongColumn("there") }
    defer { index += 1 }
    return row[index]
  }

  private func wrongColumn(_ wanted: String) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.failed,
      message: "column \(index) of a row of \(row.count) is not \(wanted); the edition was made by another version of"
        + " boxoffice: build it again by sending the delivery once more")
  }
}
