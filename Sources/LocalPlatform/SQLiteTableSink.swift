import Database
import Domain

/// Takes the rows of one table and makes its b-tree and those of its indexes.
///
/// About 0.1 µs a row of twelve numbers. One thread has it at a time, so that the runtime's own check of that, a third of
/// the time, is off for what each value touches.
final class SQLiteTableSink: RowSink {
  private let table: ServingTable
  private let segment: SQLiteSegment
  /// The columns in the order in which they are stored: the key first.
  private let stored: [Int]
  private let key: [Int]
  /// What each column may hold, as bits of `SQLiteRecord.Kind`.
  private let allowed: [UInt8]
  private let indexRoots: [UInt32]
  @exclusivity(unchecked) private var tree: SQLiteTree
  @exclusivity(unchecked) private var record: SQLiteRecord
  @exclusivity(unchecked) private var indexes: [SQLiteIndexEntries]
  @exclusivity(unchecked) private var column = 0
  @exclusivity(unchecked) private var lastKey: [Int64]
  /// The keys of all rows, if an index needs them.
  @exclusivity(unchecked) private var keys: [Int64] = []
  @exclusivity(unchecked) private(set) var rows = 0

  /// - Parameter roots: the pages of the empty trees, by the names of the table and its indexes.
  init(_ table: ServingTable, roots: [String: UInt32], in segment: SQLiteSegment) {
    self.table = table
    self.segment = segment
    tree = SQLiteTree(root: roots[table.name]!, in: segment)
    record = SQLiteRecord(columnCount: table.columns.count)
    let key = table.primaryKey.map { name in table.columns.firstIndex { $0.name == name }! }
    precondition(key.allSatisfy { table.columns[$0] == .integer(table.columns[$0].name) }, "keys are whole numbers")
    self.key = key
    stored = key + table.columns.indices.filter { !key.contains($0) }
    allowed = table.columns.map { column in
      (column.kind == .integer ? SQLiteRecord.Kind.integer : SQLiteRecord.Kind.text)
        | (column.isNullable ? SQLiteRecord.Kind.null : 0)
    }
    indexes = table.indexes.map { SQLiteIndexEntries($0, of: table) }
    indexRoots = table.indexes.map { roots[SQLiteDDL.name(of: $0, of: table)]! }
    lastKey = key.map { _ in 0 }
  }

  func integer(_ value: Int64) {
    if column < allowed.count {
      record.values[column] = value
      record.kinds[column] = SQLiteRecord.Kind.integer
    }
    column += 1
  }

  func integers(_ values: UnsafeBufferPointer<Int64>) {
    for value in values { integer(value) }
  }

  func text(_ value: String) {
    if column < allowed.count {
      var value = value
      value.withUTF8 { record.setText($0, column: column) }
    }
    column += 1
  }

  func null() {
    if column < allowed.count { record.kinds[column] = SQLiteRecord.Kind.null }
    column += 1
  }

  func endRow() throws {
    try check()
    try tree.append(record.encode(stored))
    if !indexes.isEmpty {
      for column in key { keys.append(record.values[column]) }
      for index in indexes.indices { indexes[index].add(record, row: Int32(rows)) }
    }
    record.removeTexts()
    column = 0
    rows += 1
  }

  /// Ends the table, makes its indexes, and returns the pages of them all.
  func finish() throws -> SQLiteSegment {
    guard column == 0 else { throw failure("has no end") }
    try tree.finish()
    for (index, root) in zip(indexes.indices, indexRoots) { try finish(index, root) }
    return segment
  }

  private func finish(_ index: Int, _ root: UInt32) throws {
    tree = SQLiteTree(root: root, in: segment)
    let columns = indexes[index].columns
    for column in columns { record.kinds[column] = SQLiteRecord.Kind.integer }
    try indexes[index].forEachSorted { row, value, text in
      for (place, column) in key.enumerated() { record.values[column] = keys[row * key.count + place] }
      if let text {
        record.removeTexts()
        record.setText(text, column: columns[0])
      } else {
        record.values[columns[0]] = value
      }
      try tree.append(record.encode(columns))
    }
    try tree.finish()
  }

  /// What SQLite would check of a STRICT table as it takes a row, and that the row's key is above the last one.
  private func check() throws {
    guard column == allowed.count else {
      throw failure("has \(column) values where the table has \(allowed.count) columns")
    }
    for column in allowed.indices where record.kinds[column] & allowed[column] == 0 {
      let isNull = record.kinds[column] == SQLiteRecord.Kind.null
      throw failure("has \(isNull ? "NULL" : "a value of the wrong type") as \(table.columns[column].name)")
    }
    var isAbove = rows == 0
    for place in key.indices {
      let value = record.values[key[place]]
      if !isAbove, value < lastKey[place] { throw failure("is not in the order of the table's key") }
      if value != lastKey[place] { isAbove = true }
      lastKey[place] = value
    }
    if !isAbove { throw failure("has the same key as the row before it") }
  }

  private func failure(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.failed,
      message: "row \(rows + 1) of \(table.name) \(what); send the delivery again so that it is parsed by this version")
  }
}
