import CSVReading
import Testing

@Suite("Records that are larger than what is kept")
struct CSVLimitsTests {
  /// Small limits, so that small inputs reach them.
  static let tight = {
    var limits = CSVLimits()
    limits.maxRawBytes = 24
    limits.maxFieldBytes = 16
    limits.maxFields = 6
    limits.maxOverflowBytes = 20
    limits.minFieldBytes = 5
    return limits
  }()

  @Test("every cell keeps its beginning, and its full length is known", arguments: 0..<20)
  func random(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed + 1000))
    let limits = Self.tight
    for _ in 0..<200 {
      // given records of up to 100 bytes, in blocks of a few bytes
      let cells = (0..<Int.random(in: 1...9, using: &random)).map { _ in randomCell(using: &random) }
      let input = Array(cells.joined(separator: ",").utf8) + [10]
      let splits = (0..<3).map { _ in Int.random(in: 0...input.count, using: &random) }.sorted()
      let want = SlowCSV.records(input)
      // when
      let records = read(input, splitAt: splits, limits: limits)
      // then
      guard records.count == want.count else {
        Issue.record("\(input) split at \(splits): \(records.count) records")
        continue
      }
      for (record, want) in zip(records, want) { check(record, want, limits, "\(input) split at \(splits)") }
    }
  }

  private func randomCell(using random: inout SeededGenerator) -> String {
    let length = Int.random(in: 0...(Bool.random(using: &random) ? 6 : 40), using: &random)
    let text = (0..<length).map { _ in ["a", "b", "\"", "\n", ","].randomElement(using: &random)! }.joined()
    switch Int.random(in: 0...2, using: &random) {
    case 0: return text.filter { $0 != "\"" && $0 != "\n" && $0 != "," }
    case 1: return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    default: return "\"" + text  // any quoting whatever
    }
  }

  private func check(_ record: ReadRecord, _ want: SlowCSV.Record, _ limits: CSVLimits, _ context: String) {
    #expect(record.fieldCount == want.fields.count, "\(context)")
    #expect(record.line == want.line && record.lineCount == want.lineCount, "\(context)")
    #expect(record.raw == Array(want.raw.prefix(limits.maxRawBytes)), "\(context)")
    #expect(record.isRawCut == (want.raw.count > limits.maxRawBytes), "\(context)")
    for (index, cell) in want.fields.enumerated() {
      guard index < limits.maxFields else {
        #expect(record.fields[index].isEmpty && record.byteCounts[index] == 0, "\(context)")
        continue
      }
      #expect(record.byteCounts[index] == cell.count, "cell \(index) of \(context)")
      #expect(cell.starts(with: record.fields[index]), "cell \(index) of \(context)")
      // Quotes count as written, so that a doubled one may cost two bytes of what is kept.
      let promised = min(cell.count, limits.minFieldBytes / 2)
      #expect(record.fields[index].count >= promised, "cell \(index) of \(context)")
    }
  }

  @Test("small cells behind a huge one are whole")
  func smallCellsBehindHugeOne() {
    let huge = [UInt8](repeating: UInt8(ascii: "x"), count: 40 << 20)
    let input = Array("7,\"".utf8) + huge + Array("\",1.5,\"a \"\"b\"\"\"\n8,y,2,z\n".utf8)
    let records = read(input, splitAt: Array(stride(from: 1 << 20, to: input.count, by: 1 << 20)))
    #expect(records.count == 2)
    #expect(records[0].byteCounts == [1, 40 << 20, 3, 5])
    #expect(records[0].fields[0] == Array("7".utf8))
    #expect(records[0].fields[1].count == 16 << 20)
    #expect(records[0].fields[2] == Array("1.5".utf8))
    #expect(records[0].fields[3] == Array("a \"b\"".utf8))
    #expect(records[0].raw.count == 16 << 20)
    #expect(records[1].fields == ["8", "y", "2", "z"].map { Array($0.utf8) })
    #expect(records[1].number == 1)
  }

  @Test("a quote that is never closed takes the rest of the input and no more memory than a record may")
  func unterminatedQuote() {
    var reader = CSVRecordReader()
    let block = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
    Array("a,\"".utf8).withUnsafeBytes { start in
      var offset = 0
      let isNothing = reader.next(in: start, at: &offset) == nil
      #expect(isNothing)
    }
    for _ in 0..<64 {
      block.withUnsafeBytes { block in
        var offset = 0
        let isNothing = reader.next(in: block, at: &offset) == nil
        #expect(isNothing)
      }
    }
    let record = reader.finish()
    #expect(record?.hasUnterminatedQuote == true)
    #expect(record?.field(1).byteCount == 64 << 20)
    #expect(record?.field(1).bytes.count == 16 << 20)
    #expect(record?.field(1).isCut == true)
  }

  @Test("a record of millions of cells is counted, and its first cells are kept")
  func manyCells() {
    var reader = CSVRecordReader()
    let block = [UInt8](repeating: UInt8(ascii: ","), count: 1 << 20)
    for _ in 0..<3 {
      block.withUnsafeBytes { block in
        var offset = 0
        let isNothing = reader.next(in: block, at: &offset) == nil
        #expect(isNothing)
      }
    }
    let record = reader.finish()
    #expect(record?.fieldCount == (3 << 20) + 1)
    #expect(record?.field(5000).byteCount == 0)
  }
}
