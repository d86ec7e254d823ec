import CSVReading

/// Keeps the bytes of a table's header row while the table streams past: `rejected-….csv` repeats them.
final class HeaderCapture {
  private var reader = CSVRecordReader()
  private var isDone = false
  /// The header row as written, without a byte order mark and without its line break; empty until it was seen.
  private(set) var raw: [UInt8] = []

  /// Costs nothing once the header is there.
  func feed(_ block: UnsafeRawBufferPointer) {
    guard !isDone else { return }
    var offset = 0
    while let record = reader.next(in: block, at: &offset) {
      if record.isBlank { continue }
      raw = Array(record.raw)
      if raw.starts(with: [0xEF, 0xBB, 0xBF]) { raw.removeFirst(3) }
      isDone = true
      return
    }
  }
}
