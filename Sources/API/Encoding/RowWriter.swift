/// Writes rows of cells as JSON objects: the names are encoded once, not once a row.
struct RowWriter {
  private enum Step {
    case bytes([UInt8])
    case cell
  }

  private let steps: [Step]

  init(_ columns: [ColumnDescription]) {
    var steps: [Step] = []
    Self.add(columns, to: &steps)
    self.steps = steps
  }

  /// Writes the row whose first cell is at `index`, and moves `index` behind its last.
  func write(_ cells: [Cell], at index: inout Int, to writer: inout JSONWriter) {
    for step in steps {
      switch step {
      case .bytes(let bytes): writer.raw(bytes)
      case .cell:
        writer.cell(cells[index])
        index += 1
      }
    }
  }

  private static func add(_ columns: [ColumnDescription], to steps: inout [Step]) {
    for (index, column) in columns.enumerated() {
      var name = JSONWriter()
      name.raw(index == 0 ? "{" : ",")
      name.string(column.name)
      name.raw(":")
      steps.append(.bytes(name.bytes))
      if case .group(let inner) = column.kind { add(inner, to: &steps) } else { steps.append(.cell) }
    }
    steps.append(.bytes(Array((columns.isEmpty ? "{}" : "}").utf8)))
  }
}
