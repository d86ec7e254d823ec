import Database
import Glibc

/// The entries of one index: collected while its table is loaded, then sorted.
///
/// An index of ours is one column and then the rest of the primary key. Rows come in the order of that key, so that sorting
/// by the column, and by place where it is equal, gives the order of the index.
struct SQLiteIndexEntries {
  /// A number, or the first eight bytes of a text, and the row it is of: sixteen bytes.
  private struct Entry {
    var key: Int64
    var row: Int32
    /// Which of `textEnds` is its text's.
    var text: Int32 = 0
  }

  /// The table's columns that an entry holds.
  let columns: [Int]
  private let isText: Bool
  private let condition: (column: Int, kind: UInt8)?
  private var entries: [Entry] = []
  /// All texts, one behind the other, and where each ends.
  private var texts: [UInt8] = []
  private var textEnds: [Int] = []

  init(_ index: IndexDefinition, of table: ServingTable) {
    func position(_ name: String) -> Int { table.columns.firstIndex { $0.name == name }! }
    let first = table.columns[position(index.columns[0])]
    precondition(
      index.columns == [first.name] + table.primaryKey.filter { $0 != first.name }
        && (!first.isNullable || index.onlyKnown == first.name),
      "index \(index.name) of \(table.name) is not one known column and then the rest of the key")
    columns = index.columns.map(position)
    isText = first.kind == .text
    condition =
      index.onlyKnown.map { (position($0), ~SQLiteRecord.Kind.null) }
      ?? index.onlyUnknown.map { (position($0), SQLiteRecord.Kind.null) }
  }

  /// Notes a row, unless the index leaves it out.
  mutating func add(_ record: borrowing SQLiteRecord, row: Int32) {
    if let condition, record.kinds[condition.column] & condition.kind == 0 { return }
    guard isText else {
      entries.append(Entry(key: record.values[columns[0]], row: row))
      return
    }
    let text = record.text(columns[0])
    texts.append(contentsOf: text)
    textEnds.append(texts.count)
    var prefix: UInt64 = 0
    for index in 0..<8 { prefix = prefix << 8 | (index < text.count ? UInt64(text[index]) : 0) }
    // Signed, and still in the order of the bytes.
    entries.append(Entry(key: Int64(bitPattern: prefix ^ 1 << 63), row: row, text: Int32(textEnds.count - 1)))
  }

  /// Hands over the entries in the order of the index, each with its text if it has one.
  mutating func forEachSorted(_ body: (_ row: Int, _ key: Int64, _ text: UnsafeBufferPointer<UInt8>?) throws -> Void)
    throws
  {
    sortByKey()
    guard isText else {
      for entry in entries { try body(Int(entry.row), entry.key, nil) }
      return
    }
    try texts.withUnsafeBufferPointer { bytes in
      try textEnds.withUnsafeBufferPointer { ends in
        func text(_ entry: Entry) -> UnsafeBufferPointer<UInt8> {
          let text = Int(entry.text)
          return UnsafeBufferPointer(rebasing: bytes[(text == 0 ? 0 : ends[text - 1])..<ends[text]])
        }
        var start = 0
        while start < entries.count {
          let end = entries[start...].firstIndex { $0.key != entries[start].key } ?? entries.count
          if end - start > 1 {
            entries[start..<end].sort { left, right in
              let order = Self.compare(text(left), text(right))
              return order == 0 ? left.row < right.row : order < 0
            }
          }
          start = end
        }
        for entry in entries { try body(Int(entry.row), 0, text(entry)) }
      }
    }
  }

  /// Sorts by the key, byte by byte from the lowest one, which is linear; bytes in which all keys are equal are left out.
  /// Entries come in the order of the rows, and those of equal keys stay in it.
  private mutating func sortByKey() {
    guard let first = entries.first else { return }
    let differing = entries.reduce(0) { $0 | UInt64(bitPattern: $1.key ^ first.key) }
    var sorted = entries
    for shift in stride(from: UInt64(0), to: 64, by: 8) where differing >> shift & 0xFF > 0 {
      // The sign bit turned over, negative keys come first.
      func byte(_ entry: Entry) -> Int { Int((UInt64(bitPattern: entry.key) ^ 1 << 63) >> shift & 0xFF) }
      var places = [Int](repeating: 0, count: 257)
      for entry in entries { places[byte(entry) + 1] += 1 }
      for value in 1..<256 { places[value] += places[value - 1] }
      for entry in entries {
        sorted[places[byte(entry)]] = entry
        places[byte(entry)] += 1
      }
      swap(&entries, &sorted)
    }
  }

  /// Below, at or above zero, as SQLite's BINARY collation has it: by bytes, then by length.
  private static func compare(_ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>) -> Int {
    let common = min(left.count, right.count)
    if common > 0, case let order = memcmp(left.baseAddress!, right.baseAddress!, common), order != 0 {
      return Int(order)
    }
    return left.count - right.count
  }
}
