/// The cell that is being copied to the overflow, if there is one.
struct OverflowingCell {
  var isActive = false
  /// Where its content starts in the overflow.
  var start = 0
  /// Bytes of it that may be kept.
  var allowance = 0
  /// Offset in the record up to which its bytes were offered.
  var offered = 0
}

/// Records that lie over several blocks: what is kept of them.
extension CSVRecordReader {
  /// Keeps `count` bytes of a record that goes on in, or comes from, another block.
  ///
  /// `cellsFrom` is the first cell that ended in these bytes, or is still open. Cells that end within the first
  /// `maxRawBytes` of the record stay ranges of it; the others are copied to the overflow as they come by.
  mutating func keep(_ bytes: UnsafePointer<UInt8>, count: Int, cellsFrom first: Int) {
    let end = carriedBytes + count
    carry.append(bytes, count: max(0, min(count, limits.maxRawBytes - carry.count)))
    if end > limits.maxRawBytes {
      let last = min(fieldCount, limits.maxFields)
      if first < last {
        for index in first..<last {
          let written = cells[index].start..<(cells[index].start + cells[index].keptBytes)
          keepCell(written, of: bytes, isOpen: false, index: index)
        }
      }
      let isOpen = phase == .plain || phase == .quoted || phase == .quoteSeen || phase == .stray
      if isOpen, fieldCount < limits.maxFields {
        keepCell(cellStart..<max(cellStart, end), of: bytes, isOpen: true, index: fieldCount)
      }
    }
    carriedBytes = end
  }

  /// Copies what these bytes have of a cell that reaches beyond `maxRawBytes`; `written` are offsets in the record.
  private mutating func keepCell(
    _ written: Range<Int>, of bytes: UnsafePointer<UInt8>, isOpen: Bool, index: Int
  ) {
    if !overflowing.isActive {
      guard written.upperBound > limits.maxRawBytes else { return }
      let left = limits.maxOverflowBytes - overflow.count
      let inCarry = max(0, limits.maxRawBytes - written.lowerBound)
      overflowing = OverflowingCell(
        isActive: true, start: overflow.count,
        allowance: min(limits.maxFieldBytes, max(limits.minFieldBytes, left)), offered: written.lowerBound + inCarry)
      overflow.append(carry.start + written.lowerBound, count: min(inCarry, overflowing.allowance))
    }
    let fresh = written.upperBound - overflowing.offered
    if fresh > 0 {
      let left = overflowing.allowance - (overflow.count - overflowing.start)
      overflow.append(bytes + (overflowing.offered - carriedBytes), count: min(fresh, left))
      overflowing.offered = written.upperBound
    }
    guard !isOpen else { return }
    // An open cell offers its last quote before it is known whether that closes it: hence the smaller of the two.
    cells[index].keptBytes = min(overflow.count - overflowing.start, written.count)
    cells[index].start = overflowing.start
    cells[index].isInOverflow = true
    overflow.shorten(to: overflowing.start + cells[index].keptBytes)
    overflowing.isActive = false
  }

  /// Unescapes the cells in the overflow where they lie.
  mutating func unescapeOverflow() {
    guard overflow.count > 0 else { return }
    for index in 0..<min(fieldCount, limits.maxFields)
    where cells[index].isInOverflow && cells[index].hasEscapes {
      let content = overflow.start + cells[index].start
      cells[index].keptBytes = unescape(content, count: cells[index].keptBytes, into: content)
      cells[index].hasEscapes = false
    }
  }
}
