import CSVReading
import Database
import Domain

/// Tables of an edition as text: the same rows give the same bytes, whatever engine they lie on.
package enum TableText: String, CaseIterable, Sendable {
  /// RFC 4180 in UTF-8 with a header row and LF, as the model CSVs are. NULL is an empty cell, an empty text is `""`.
  ///
  /// Values are exact: unlike the API's CSV, which people open in spreadsheets, it puts nothing in front of a formula.
  case csv
  /// One JSON object a row, with every column.
  case ndjson

  package func fileName(of table: TableDefinition) -> String { "\(table.name).\(rawValue)" }

  /// Writes a whole table in the order of its key, a page of rows at a time, and returns how many rows it has.
  package func write(
    _ table: TableDefinition, of reader: any EditionReader, rowsPerPage: Int = 2000, to write: ([UInt8]) throws -> Void
  ) async throws -> Int {
    var walk = TableWalk(table, rowsPerPage: rowsPerPage)
    var count = 0
    var bytes = header(of: table)
    let names = names(of: table)
    while true {
      let rows = try await walk.next(from: reader)
      for row in rows { append(row, names, to: &bytes) }
      if !bytes.isEmpty { try write(bytes) }
      if rows.isEmpty { return count }
      count += rows.count
      bytes.removeAll(keepingCapacity: true)
      try Task.checkCancellation()
    }
  }

  private func header(of table: TableDefinition) -> [UInt8] {
    guard self == .csv else { return [] }
    return Array((table.columns.map(\.name).joined(separator: ",") + "\n").utf8)
  }

  /// What stands in front of each value: encoded once, not once a row.
  private func names(of table: TableDefinition) -> [[UInt8]] {
    table.columns.indices.map { index in
      switch self {
      case .csv: index == 0 ? [] : [UInt8(ascii: ",")]
      case .ndjson:
        // Names of columns are plain letters.
        Array("\(index == 0 ? "{" : ",")\"\(table.columns[index].name)\":".utf8)
      }
    }
  }

  private func append(_ row: SQLRow, _ names: [[UInt8]], to bytes: inout [UInt8]) {
    for (name, value) in zip(names, row) {
      bytes += name
      switch (value, self) {
      case (.integer(let value), _): bytes += String(value).utf8
      case (.null, .csv): break
      case (.null, .ndjson): bytes += "null".utf8
      case (.text(""), .csv): bytes += "\"\"".utf8
      case (.text(let text), .csv): CSVQuoting.append(text, to: &bytes)
      case (.text(let text), .ndjson): JSONText.append(text, to: &bytes)
      }
    }
    bytes += (self == .csv ? "\n" : "}\n").utf8
  }
}
