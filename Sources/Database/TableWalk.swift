/// A walk over one table of an edition in the order of its key, a page at a time: what whole editions are read by.
///
/// A page is found by the key of the row before it, so that each costs the same on every engine, and only one is in memory.
package struct TableWalk: Sendable {
  package let table: TableDefinition
  private let rowsPerPage: Int
  /// Where the key's columns stand in a row.
  private let keyColumns: [Int]
  private var lastKey: [SQLValue]?
  private var isAtEnd = false

  package init(_ table: TableDefinition, rowsPerPage: Int = 2000) {
    self.table = table
    self.rowsPerPage = rowsPerPage
    keyColumns = table.primaryKey.map { name in table.columns.firstIndex { $0.name == name }! }
  }

  /// The next rows, with the values of all columns in their order; empty at the end.
  package mutating func next(from reader: any EditionReader) async throws -> [SQLRow] {
    if isAtEnd { return [] }
    let rows = try await reader.rows(query)
    isAtEnd = rows.count < rowsPerPage
    if let last = rows.last { lastKey = keyColumns.map { last[$0] } }
    return rows
  }

  /// For tests that look at its plan, too.
  package var query: SQLQuery {
    var parameters = Parameters()
    let key = table.primaryKey.joined(separator: ", ")
    var sql = "SELECT \(table.columns.map(\.name).joined(separator: ", ")) FROM \(table.name)"
    if let lastKey {
      // A comparison of rows, which both engines walk an index by.
      let values = lastKey.map { parameters.add($0) }.joined(separator: ", ")
      sql += lastKey.count == 1 ? " WHERE \(key) > \(values)" : " WHERE (\(key)) > (\(values))"
    }
    return SQLQuery("\(sql) ORDER BY \(key) LIMIT \(parameters.add(rowsPerPage))", parameters.values)
  }
}
