import Database
import Domain

/// Takes the rows of one table and hands them on in COPY's binary format, a block at a time.
///
/// A row is the number of its columns in two bytes, then each value as its length in four and its bytes, big-endian; NULL
/// has the length -1. It counts and adds up what it takes, so that the server can be asked afterwards whether it has it.
final class PostgreSQLTableSink: RowSink {
  /// Large enough that calls cost nothing, small enough to stay in a core's cache.
  private static let blockBytes = 1 << 16

  private let table: TableDefinition
  private let send: (UnsafeRawBufferPointer) throws -> Void
  private var buffer: UnsafeMutableRawBufferPointer
  private var used = 0
  private var column = 0
  private var fault: String?
  private(set) var rows = 0
  private(set) var content: PostgreSQLTableContent

  init(_ table: TableDefinition, _ send: @escaping (UnsafeRawBufferPointer) throws -> Void) {
    self.table = table
    self.send = send
    content = PostgreSQLTableContent(columns: table.columns.count)
    buffer = .allocate(byteCount: Self.blockBytes * 2, alignment: 8)
    // "PGCOPY\n\377\r\n\0", flags and the length of an extension, both 0.
    append([0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00] + Array(repeating: 0, count: 8))
  }

  deinit { buffer.deallocate() }

  func integer(_ value: Int64) {
    guard takes(.integer) else { return }
    makeRoom(12)
    store(Int32(8), at: used)
    store(value, at: used + 4)
    used += 12
    content.add(value, to: column)
    column += 1
  }

  func text(_ value: String) {
    guard takes(.text) else { return }
    var value = value
    value.withUTF8 { bytes in
      makeRoom(4 + bytes.count)
      store(Int32(bytes.count), at: used)
      if let start = bytes.baseAddress {
        (buffer.baseAddress! + used + 4).copyMemory(from: start, byteCount: bytes.count)
      }
      used += 4 + bytes.count
      content.add(Int64(bytes.count), to: column)
    }
    column += 1
  }

  func null() {
    guard takes(nil) else { return }
    makeRoom(4)
    store(Int32(-1), at: used)
    used += 4
    column += 1
  }

  func endRow() throws {
    if let fault { throw failure(fault) }
    guard column == table.columns.count else {
      throw failure("has \(column) values where the table has \(table.columns.count) columns")
    }
    column = 0
    rows += 1
    if used >= Self.blockBytes { try flush() }
  }

  /// Ends the table.
  func finish() throws {
    guard column == 0 else { throw failure("has no end") }
    makeRoom(2)
    store(Int16(-1), at: used)
    used += 2
    try flush()
    content.rows = rows
  }

  /// Begins a row if none is, and says whether its next column takes a value of this kind; NULL has none.
  private func takes(_ kind: ColumnDefinition.Kind?) -> Bool {
    guard column < table.columns.count else {
      column += 1
      return false
    }
    if column == 0 {
      makeRoom(2)
      store(Int16(table.columns.count), at: used)
      used += 2
    }
    let expected = table.columns[column]
    if kind.map({ $0 == expected.kind }) ?? expected.isNullable { return true }
    fault = fault ?? "has \(kind == nil ? "NULL" : "a value of the wrong type") as \(expected.name)"
    column += 1
    return false
  }

  private func flush() throws {
    try send(UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    used = 0
  }

  /// Rows that are longer than a block make the buffer grow; a report can be.
  private func makeRoom(_ bytes: Int) {
    if used + bytes <= buffer.count { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: (used + bytes) * 2, alignment: 8)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<used]))
    buffer.deallocate()
    buffer = larger
  }

  private func append(_ bytes: [UInt8]) {
    makeRoom(bytes.count)
    for byte in bytes {
      buffer[used] = byte
      used += 1
    }
  }

  private func store<Value: FixedWidthInteger>(_ value: Value, at offset: Int) {
    buffer.storeBytes(of: value.bigEndian, toByteOffset: offset, as: Value.self)
  }

  private func failure(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.failed,
      message: "row \(rows + 1) of \(table.name) \(what); send the delivery again so that it is parsed by this version")
  }
}
