import Database
import Domain

/// What a table has, in short: how many rows, and of each column how many values and their sum; of a text its length counts.
///
/// Made of the rows as they are loaded and asked of the server before an edition is ready: whatever an encoder, a proxy or a
/// disk does to them on the way shows.
struct PostgreSQLTableContent: Equatable, Sendable {
  var rows = 0
  private var known: [Int64]
  /// Sums of any number of 64-bit values.
  private var sums: [Int128]

  init(columns: Int) {
    known = Array(repeating: 0, count: columns)
    sums = Array(repeating: 0, count: columns)
  }

  mutating func add(_ value: Int64, to column: Int) {
    known[column] += 1
    sums[column] += Int128(value)
  }

  /// The same of what the server has.
  init(of table: TableDefinition, in schema: String, _ connection: PostgreSQLConnection) throws {
    self.init(columns: table.columns.count)
    let columns = table.columns.map { column in
      let value = column.kind == .integer ? column.name : "octet_length(\(column.name))"
      return "count(\(column.name)), coalesce(sum(\(value)), 0)::text"
    }
    let sql =
      "SELECT count(*), \(columns.joined(separator: ", ")) FROM \(PostgreSQLDDL.name(of: table, in: schema))"
    guard let row = try connection.rows(sql).first, row.count == 1 + 2 * table.columns.count else {
      throw PostgreSQLFailure(kind: .refused, message: "a count of rows gave none")
    }
    rows = Int(row[0].integer ?? -1)
    for column in table.columns.indices {
      known[column] = row[1 + 2 * column].integer ?? -1
      sums[column] = row[2 + 2 * column].text.flatMap { Int128($0) } ?? .min
    }
  }

  /// Where this differs from what was loaded; `nil` where it does not.
  func difference(from loaded: PostgreSQLTableContent, of table: TableDefinition) -> String? {
    if rows != loaded.rows { return "\(table.name) has \(rows) rows of \(loaded.rows) loaded" }
    for (index, column) in table.columns.enumerated()
    where known[index] != loaded.known[index] || sums[index] != loaded.sums[index] {
      return "\(table.name).\(column.name) has other values than were loaded"
    }
    return nil
  }
}
