/// One row in SQLite's record format: a serial type for each value, then the values, big-endian in as few bytes as hold them.
///
/// <https://www.sqlite.org/fileformat2.html#record_format>. The format is frozen; `SQLiteLoaderTests` compare what is made
/// here with what SQLite reads back. About 40 ns for a row of twelve numbers. Reused from row to row, so that nothing is
/// allocated for one.
struct SQLiteRecord: ~Copyable {
  /// What a value may be; the cases combine as bits.
  enum Kind {
    static let null: UInt8 = 1
    static let integer: UInt8 = 2
    static let text: UInt8 = 4
  }

  /// The values of the row: an integer, or where a text lies in `texts` (its offset in the upper half, its length below).
  let values: UnsafeMutablePointer<Int64>
  let kinds: UnsafeMutablePointer<UInt8>
  private var texts = SQLiteBytes()
  private var record = SQLiteBytes()

  init(columnCount: Int) {
    values = .allocate(capacity: columnCount)
    kinds = .allocate(capacity: columnCount)
    values.initialize(repeating: 0, count: columnCount)
    kinds.initialize(repeating: Kind.null, count: columnCount)
  }

  deinit {
    values.deallocate()
    kinds.deallocate()
  }

  mutating func setText(_ bytes: UnsafeBufferPointer<UInt8>, column: Int) {
    values[column] = Int64(texts.count) << 32 | Int64(bytes.count)
    kinds[column] = Kind.text
    texts.append(UnsafeRawBufferPointer(bytes))
  }

  func text(_ column: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: texts.base + Int(values[column] >> 32), count: Int(values[column] & 0xFFFF_FFFF))
  }

  mutating func removeTexts() { texts.count = 0 }

  /// The record of the values in the order of `columns`; valid until the next call.
  mutating func encode(_ columns: [Int]) -> UnsafeRawBufferPointer {
    // A type takes at most nine bytes, as does an integer; eight more, since integers are stored by whole words.
    record.reserve(18 * columns.count + texts.count + 24)
    if texts.count == 0, columns.count < 127 { return encodeShort(columns) }
    var types = record.base + 1
    for column in columns {
      switch kinds[column] {
      case Kind.integer:
        types.storeBytes(of: Self.type(of: values[column]), as: UInt8.self)
        types += 1
      case Kind.text: types += SQLiteVarint.write(UInt64(values[column] & 0xFFFF_FFFF) * 2 + 13, to: types)
      default:
        types.storeBytes(of: 0, as: UInt8.self)
        types += 1
      }
    }
    var body = types
    let headerSize = Self.closeHeader(record.base, end: &body)
    var header = UnsafeRawPointer(record.base + headerSize.prefix)
    for column in columns {
      let type = header.load(as: UInt8.self)
      switch kinds[column] {
      case Kind.integer:
        body += Self.store(values[column], type, at: body)
        header += 1
      case Kind.text:
        let text = text(column)
        if let start = text.baseAddress { body.copyMemory(from: start, byteCount: text.count) }
        body += text.count
        header += SQLiteVarint.length(UInt64(text.count) * 2 + 13)
      default: header += 1
      }
    }
    return UnsafeRawBufferPointer(start: record.base, count: body - record.base)
  }

  /// Where no text has a byte, and each type takes one: types and values are written side by side.
  private mutating func encodeShort(_ columns: [Int]) -> UnsafeRawBufferPointer {
    var types = record.base
    var body = record.base + 1 + columns.count
    types.storeBytes(of: UInt8(1 + columns.count), as: UInt8.self)
    for column in columns {
      types += 1
      switch kinds[column] {
      case Kind.integer:
        let type = Self.type(of: values[column])
        types.storeBytes(of: type, as: UInt8.self)
        body += Self.store(values[column], type, at: body)
      case Kind.text: types.storeBytes(of: 13, as: UInt8.self)
      default: types.storeBytes(of: 0, as: UInt8.self)
      }
    }
    return UnsafeRawBufferPointer(start: record.base, count: body - record.base)
  }

  /// Writes an integer as its type has it, and returns how many bytes that takes; eight are written to.
  private static func store(_ value: Int64, _ type: UInt8, at body: UnsafeMutableRawPointer) -> Int {
    let width = width(of: type)
    // The lowest `width` bytes first; what is written behind them is overwritten by the next value.
    let shifted = width == 0 ? 0 : UInt64(bitPattern: value) << UInt64(64 - 8 * width)
    body.storeBytes(of: shifted.bigEndian, as: UInt64.self)
    return width
  }

  /// Writes the header's size, itself included, in front of the types that end at `end`. One byte but for rows of many
  /// long texts, whose types are moved by one.
  private static func closeHeader(
    _ start: UnsafeMutableRawPointer, end: inout UnsafeMutableRawPointer
  ) -> (prefix: Int, size: Int) {
    let typeBytes = end - (start + 1)
    let prefix = typeBytes + 1 < 128 ? 1 : 2
    if prefix == 2 {
      (start + 2).copyMemory(from: start + 1, byteCount: typeBytes)
      end += 1
    }
    _ = SQLiteVarint.write(UInt64(typeBytes + prefix), to: start)
    return (prefix, typeBytes + prefix)
  }

  /// 0 and 1 have types of their own and take no further byte.
  private static func type(of value: Int64) -> UInt8 {
    if UInt64(bitPattern: value) < 2 { return value == 0 ? 8 : 9 }
    switch 64 - (value ^ (value >> 63)).leadingZeroBitCount {
    case ..<8: return 1
    case ..<16: return 2
    case ..<24: return 3
    case ..<32: return 4
    case ..<48: return 5
    default: return 6
    }
  }

  /// How many bytes an integer of a type has.
  private static func width(of type: UInt8) -> Int {
    switch type {
    case 5: 6
    case 6: 8
    case 8, 9: 0
    default: Int(type)
    }
  }
}

/// SQLite's numbers of one to nine bytes, seven bits each, the highest first.
enum SQLiteVarint {
  static func length(_ value: UInt64) -> Int {
    value < 0x80 ? 1 : min(9, (70 - value.leadingZeroBitCount) / 7)
  }

  /// Returns how many bytes were written. Our sizes are below 2^56, so that the nine-byte form never occurs.
  static func write(_ value: UInt64, to target: UnsafeMutableRawPointer) -> Int {
    let length = length(value)
    precondition(length < 9)
    var rest = value
    for index in stride(from: length - 1, through: 0, by: -1) {
      target.storeBytes(of: UInt8(rest & 0x7F) | (index == length - 1 ? 0 : 0x80), toByteOffset: index, as: UInt8.self)
      rest >>= 7
    }
    return length
  }
}

/// Bytes that grow and stay where they are between two growths.
struct SQLiteBytes: ~Copyable {
  private(set) var base = UnsafeMutableRawPointer.allocate(byteCount: 1024, alignment: 16)
  private var capacity = 1024
  var count = 0

  deinit { base.deallocate() }

  mutating func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let larger = UnsafeMutableRawPointer.allocate(byteCount: needed * 2, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
    capacity = needed * 2
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(count + bytes.count)
    if let start = bytes.baseAddress { (base + count).copyMemory(from: start, byteCount: bytes.count) }
    count += bytes.count
  }
}
