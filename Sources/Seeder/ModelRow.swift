import CSVReading
import Domain

/// A row of a model CSV, whose cells are read by column number; an empty cell is NULL.
struct ModelRow {
  private let record: CSVRecord
  private let file: ModelFile

  init(_ record: CSVRecord, of file: ModelFile) {
    self.record = record
    self.file = file
  }

  func integer(_ column: Int) throws -> Int64 {
    guard let value = try integerOrNull(column) else { throw damage("no \(file.table.columns[column])") }
    return value
  }

  func integerOrNull(_ column: Int) throws -> Int64? {
    let bytes = record.field(column).bytes
    if bytes.isEmpty { return nil }
    guard let value = Int64(text(bytes)) else { throw wrong(column, bytes) }
    return value
  }

  /// A decimal of at most six places, in millionths.
  func millionthsOrNull(_ column: Int) throws -> Int64? {
    let bytes = record.field(column).bytes
    if bytes.isEmpty { return nil }
    guard let value = millionths(bytes) else { throw wrong(column, bytes) }
    return value
  }

  func dateOrNull(_ column: Int) throws -> CalendarDate? {
    let bytes = record.field(column).bytes
    if bytes.isEmpty { return nil }
    guard let value = CalendarDate(bytes) else { throw wrong(column, bytes) }
    return value
  }

  func text(_ column: Int) -> String { text(record.field(column).bytes) }

  func textOrNull(_ column: Int) -> String? {
    let bytes = record.field(column).bytes
    return bytes.isEmpty ? nil : text(bytes)
  }

  var line: Int { record.line }

  func damage(_ what: String) -> BoxOfficeError { file.damage(what, line: record.line) }

  private func text(_ bytes: UnsafeRawBufferPointer) -> String { String(decoding: bytes, as: UTF8.self) }

  private func wrong(_ column: Int, _ bytes: UnsafeRawBufferPointer) -> BoxOfficeError {
    damage("'\(text(bytes))' as \(file.table.columns[column])")
  }
}

/// `21.946943` as 21946943; `nil` when it is no decimal, has more than six places or leaves 64 bits.
func millionths(_ bytes: UnsafeRawBufferPointer) -> Int64? {
  let isNegative = bytes.first == UInt8(ascii: "-")
  var value: Int64 = 0
  var places: Int?
  var digits = 0
  for byte in bytes.dropFirst(isNegative ? 1 : 0) {
    if byte == UInt8(ascii: "."), places == nil, digits > 0 {
      places = 0
      continue
    }
    guard (0x30...0x39).contains(byte), places != 6 else { return nil }
    digits += 1
    places = places.map { $0 + 1 }
    guard let next = shifted(value, Int64(byte - 0x30), isNegative) else { return nil }
    value = next
  }
  guard digits > 0, places != 0 else { return nil }
  for _ in (places ?? 0)..<6 {
    guard let next = shifted(value, 0, isNegative) else { return nil }
    value = next
  }
  return value
}

/// `10 * value ± digit`, or `nil` if that leaves 64 bits.
private func shifted(_ value: Int64, _ digit: Int64, _ isNegative: Bool) -> Int64? {
  let (product, overflow) = value.multipliedReportingOverflow(by: 10)
  let (sum, sumOverflow) =
    isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
  return overflow || sumOverflow ? nil : sum
}
