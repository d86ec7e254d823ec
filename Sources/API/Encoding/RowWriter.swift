/// Writes rows of cells as JSON objects: the names are encoded once, not once a row.
struct RowWriter {
  private enum Step {
    case bytes([UInt8])
    case cell
    /// So many cells, which are one `null` if all of them are null.
    case group(cells: Int, RowWriter)
  }

  private var steps: [Step] = []

  init(_ columns: [ColumnDescription]) {
    for (index, column) in columns.enumerated() {
      var name = JSONWriter()
      name.raw(index == 0 ? "{" : ",")
      name.string(column.name)
      name.raw(":")
      steps.append(.bytes(name.bytes))
      switch column.kind {
      case .group(let inner) where column.isNullable: steps.append(.group(cells: column.cellCount, RowWriter(inner)))
      case .group(let inner): steps += RowWriter(inner).steps
      default: steps.append(.cell)
      }
    }
    steps.append(.bytes(Array((columns.isEmpty ? "{}" : "}").utf8)))
  }

  /// Writes the row whose first cell is at `index`, and moves `index` behind its last.
  func write(_ cells: [Cell], at index: inout Int, to writer: inout JSONWriter) {
    for step in steps {
      switch step {
      case .bytes(let bytes): writer.raw(bytes)
      case .cell:
        writer.cell(cells[index])
        index += 1
      case .group(let count, let inner):
        if cells[index..<index + count].allSatisfy({ $0 == .null }) {
          writer.raw("null")
          index += count
        } else {
          inner.write(cells, at: &index, to: &writer)
        }
      }
    }
  }
}
