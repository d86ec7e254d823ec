/// Writes cells as RFC 4180 has it: quoted only when they hold a comma, a quote or a line break.
package enum CSVQuoting {
  /// Whether a cell can stand as it is.
  package static func isPlain(_ field: UnsafeRawBufferPointer) -> Bool {
    guard let start = field.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return true }
    return ByteScan.firstCellEnd(start, from: 0, to: field.count) == field.count
      && ByteScan.firstQuote(start, from: 0, to: field.count) == field.count
  }

  package static func append(_ field: UnsafeRawBufferPointer, to out: inout [UInt8]) {
    guard let start = field.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    guard !isPlain(field) else {
      out.append(contentsOf: field)
      return
    }
    out.append(ByteScan.quote)
    var from = 0
    while from < field.count {
      let quote = ByteScan.firstQuote(start, from: from, to: field.count)
      out.append(contentsOf: field[from..<quote])
      guard quote < field.count else { break }
      out.append(ByteScan.quote)
      out.append(ByteScan.quote)
      from = quote + 1
    }
    out.append(ByteScan.quote)
  }

  package static func append(_ field: String, to out: inout [UInt8]) {
    var field = field
    field.withUTF8 { append(UnsafeRawBufferPointer($0), to: &out) }
  }
}
