/// The rows of an answer, as cells in row order: what the writers turn into bytes.
struct CellTable: Sendable {
  let columns: [ColumnDescription]
  let rowCount: Int
  /// Cells of a row.
  let width: Int
  /// All rows in one array, so that a row costs no allocation of its own.
  let cells: [Cell]

  init<Row>(_ columns: [Column<Row>], _ rows: [Row]) {
    var cells: [Cell] = []
    let width = columns.reduce(0) { $0 + $1.description.cellCount }
    cells.reserveCapacity(width * rows.count)
    for row in rows {
      for column in columns { column.append(row, &cells) }
    }
    self.columns = columns.map(\.description)
    self.rowCount = rows.count
    self.width = width
    self.cells = cells
  }

  var flatNames: [String] { columns.flatMap(\.flatNames) }
}
