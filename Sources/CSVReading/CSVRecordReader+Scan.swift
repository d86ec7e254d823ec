extension CSVRecordReader {
  /// Reads on from `offset` to the end of the record, line break included, or to the end of the block.
  ///
  /// The hot loop: one pass, no allocation, a few nanoseconds a cell. Returns whether the record has ended.
  mutating func scan(_ bytes: UnsafePointer<UInt8>, at offset: inout Int, to end: Int) -> Bool {
    let origin = offset - carriedBytes  // of the record: offsets in it are the same in a block and in the carry
    var at = offset
    var phase = self.phase
    var start = cellStart
    var quotes = cellQuotes
    var hasEnded = false

    reading: while at < end {
      let cellEnd: Int
      switch phase {
      case .cellStart, .betweenRecords:
        quotes = 0
        if bytes[at] == ByteScan.quote {
          at += 1
          start = at - origin
          phase = .quoted
          continue reading
        }
        start = at - origin
        phase = .plain
        fallthrough

      case .plain, .stray:
        at = ByteScan.firstCellEnd(bytes, from: at, to: end)
        guard at < end else { break reading }
        cellEnd = at

      case .quoted:
        at = ByteScan.firstQuoteOrLineBreak(bytes, from: at, to: end)
        guard at < end else { break reading }
        if bytes[at] == ByteScan.quote {
          phase = .quoteSeen
        } else {
          countLineBreak(bytes[at], at: at - origin)
        }
        at += 1
        continue reading

      case .quoteSeen:
        switch bytes[at] {
        case ByteScan.quote:
          quotes += 1
          at += 1
          phase = .quoted
          continue reading
        case ByteScan.comma, ByteScan.lineFeed, ByteScan.carriageReturn:
          cellEnd = at - 1
        default:
          quotes += 1
          hasStrayQuote = true
          phase = .stray
          continue reading
        }

      case .lineEnded:
        if bytes[at] == ByteScan.lineFeed { at += 1 }
        hasEnded = true
        break reading
      }

      endCell(from: start, to: cellEnd - origin, quotes: quotes)
      let separator = bytes[at]
      if separator == ByteScan.comma {
        phase = .cellStart
        at += 1
        continue reading
      }
      contentBytes = at - origin
      phase = .lineEnded
      at += 1
      if separator == ByteScan.lineFeed {
        hasEnded = true
        break reading
      }
    }
    self.phase = phase
    cellStart = start
    cellQuotes = quotes
    offset = at
    return hasEnded
  }

  /// Notes a cell whose content, as written, is `start..<end` of the record. `quotes` of it are not part of the value.
  @inline(__always)
  mutating func endCell(from start: Int, to end: Int, quotes: Int) {
    if fieldCount < limits.maxFields {
      cells[fieldCount] = CSVCell(
        start: start, keptBytes: end &- start, byteCount: end &- start &- quotes, hasEscapes: quotes > 0,
        isInOverflow: false)
      if quotes > 0 { scratchBytes = end }
    }
    fieldCount &+= 1
  }

  /// LF, CRLF and lone CR inside quotes are one physical line each.
  private mutating func countLineBreak(_ byte: UInt8, at offset: Int) {
    if byte == ByteScan.carriageReturn {
      lastCarriageReturn = offset
      lineBreaks += 1
    } else if lastCarriageReturn != offset - 1 {
      lineBreaks += 1
    }
  }
}
