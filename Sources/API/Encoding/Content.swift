/// What a resource answers, before it is written in one of the formats.
struct Content: Sendable {
  /// Rows for all formats. An object has one.
  let table: CellTable
  let isObject: Bool
  /// What stands in `data` instead of the rows, for documents that have no fixed columns.
  var document: [UInt8]?
  /// What the figures mean, in `meta`.
  var meta: [(String, JSONValue)] = []
  /// Further links, by what they lead to: below the provider or its pinned edition, or whole, with a slash in front.
  var links: [(String, String)] = []
  /// Where the next page starts; `nil` on the last.
  var next: [CursorValue]?

  static func list<Row>(_ columns: [Column<Row>], _ rows: [Row]) -> Content {
    Content(table: CellTable(columns, rows), isObject: false)
  }

  static func object<Row>(_ columns: [Column<Row>], _ row: Row) -> Content {
    Content(table: CellTable(columns, [row]), isObject: true)
  }

  /// Writes it; `links` are those of the answer, complete.
  func encoded(_ format: Format, links: [(String, JSONValue)]) -> [UInt8] {
    switch format {
    case .json: json(links)
    case .csv: csv
    case .ndjson: ndjson
    }
  }

  private func json(_ links: [(String, JSONValue)]) -> [UInt8] {
    var writer = JSONWriter()
    // A figure takes some 17 bytes with its name, the rest of an answer some hundreds.
    writer.reserve(table.cells.count * 20 + 512)
    writer.raw("{\"data\":")
    if let document {
      writer.raw(document)
    } else {
      let rows = RowWriter(table.columns)
      var index = 0
      if isObject {
        rows.write(table.cells, at: &index, to: &writer)
      } else {
        // A row a line: it costs a byte, and a terminal, grep and diff can read it.
        writer.raw("[")
        for row in 0..<table.rowCount {
          writer.raw(row == 0 ? "\n" : ",\n")
          rows.write(table.cells, at: &index, to: &writer)
        }
        writer.raw(table.rowCount == 0 ? "]" : "\n]")
      }
    }
    writer.raw(",\"meta\":")
    writer.value(.object((isObject ? [] : [("count", .integer(Int64(table.rowCount)))]) + meta))
    writer.raw(",\"links\":")
    writer.value(.object(links))
    writer.raw("}\n")
    return writer.bytes
  }

  private var csv: [UInt8] {
    var writer = CSVWriter()
    writer.header(table.flatNames)
    for row in 0..<table.rowCount { writer.row(table.cells[row * table.width..<(row + 1) * table.width]) }
    return writer.bytes
  }

  private var ndjson: [UInt8] {
    let rows = RowWriter(table.columns)
    var writer = JSONWriter()
    var index = 0
    for _ in 0..<table.rowCount {
      rows.write(table.cells, at: &index, to: &writer)
      writer.raw("\n")
    }
    return writer.bytes
  }
}
