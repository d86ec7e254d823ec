import CSVReading
import Testing

@Suite("Reading CSV records")
struct CSVRecordReaderTests {
  /// One input and its records' cells, with the reason.
  struct Case: Sendable, CustomTestStringConvertible {
    let why: String
    let input: String
    let cells: [[String]]
    var testDescription: String { why }
    init(_ why: String, _ input: String, _ cells: [[String]]) {
      (self.why, self.input, self.cells) = (why, input, cells)
    }
  }

  static let cases = [
    Case("nothing is no record", "", []),
    Case("LF", "a,b\nc,d\n", [["a", "b"], ["c", "d"]]),
    Case("CRLF is one break", "a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    Case("a lone CR ends a record", "a\rb\r", [["a"], ["b"]]),
    Case("CR CR LF is a record, a blank line", "a\r\r\nb", [["a"], [""], ["b"]]),
    Case("no final line break", "a,b", [["a", "b"]]),
    Case("a comma at the very end leaves an empty cell", "a,", [["a", ""]]),
    Case("only commas", ",,\n", [["", "", ""]]),
    Case("blank lines are records without content", "a\n\n\nb\n", [["a"], [""], [""], ["b"]]),
    Case("spaces belong to the cell", " a , b \n", [[" a ", " b "]]),
    Case("quoted comma", "\"a,b\",c\n", [["a,b", "c"]]),
    Case("quoted line breaks", "\"a\nb\r\nc\rd\"\n", [["a\nb\r\nc\rd"]]),
    Case("doubled quotes", "\"say \"\"hi\"\"\"\n", [["say \"hi\""]]),
    Case("only doubled quotes", "\"\"\"\"\"\"\n", [["\"\""]]),
    Case("an empty quoted cell is not a blank line", "\"\"\n", [[""]]),
    Case("a quote inside an unquoted cell is a letter", "a\"b\",c\n", [["a\"b\"", "c"]]),
    Case("a quote behind a space does not open", " \"a,b\"\n", [[" \"a", "b\""]]),
    Case("text behind the closing quote is appended", "\"a\"bc,d\n", [["abc", "d"]]),
    Case("and quotes in that text are letters", "\"a\"b\"c\",d\n", [["ab\"c\"", "d"]]),
    Case("doubled quotes before it are single", "\"a\"\"b\"c\"\"d\n", [["a\"bc\"\"d"]]),
    Case("an unterminated quote takes the rest", "a,\"b\nc,d\n", [["a", "b\nc,d\n"]]),
    Case("an unterminated quote at the very end", "a,\"", [["a", ""]]),
    Case("a closing quote at the very end", "a,\"b\"", [["a", "b"]]),
    Case("NUL and high bytes are letters", "\u{0},\u{FF}é\n", [["\u{0}", "\u{FF}é"]]),
    Case(
      "cells longer than a machine word", "abcdefghijklmnop,qrstuvwxyz012345678\n",
      [["abcdefghijklmnop", "qrstuvwxyz012345678"]]),
  ]

  @Test("reads cells as RFC 4180 and common sense have them", arguments: cases)
  func readsCells(_ example: Case) {
    let records = read(Array(example.input.utf8))
    #expect(records.map { $0.fields.map { String(decoding: $0, as: UTF8.self) } } == example.cells)
    #expect(records == expected(Array(example.input.utf8)))
  }

  @Test("is the same however the input is split in two, or into bytes", arguments: cases)
  func splits(_ example: Case) {
    let input = Array(example.input.utf8)
    let whole = read(input)
    for split in 0...input.count { #expect(read(input, splitAt: [split]) == whole, "split at \(split)") }
    #expect(read(input, splitAt: Array(0..<input.count)) == whole)
  }

  @Test("counts physical lines, also those inside quotes, and numbers records without the blank lines")
  func lines() {
    let input = "head\r\n\"a\nb\r\nc\rd\"\rx\n\n\"y\"\n"
    let records = read(Array(input.utf8))
    #expect(records.map(\.line) == [1, 2, 6, 7, 8])
    #expect(records.map(\.lineCount) == [1, 4, 1, 1, 1])
    #expect(records.map(\.number) == [0, 1, 2, 3, 3])
    #expect(records.map(\.isBlank) == [false, false, false, true, false])
  }

  @Test("flags odd quotes")
  func flags() {
    let records = read(Array("\"a\"b\n\"a\"\n\"a".utf8))
    #expect(records.map(\.hasStrayQuote) == [true, false, false])
    #expect(records.map(\.hasUnterminatedQuote) == [false, false, true])
  }

  @Test("hands out the record as written, without its line break")
  func raw() {
    let records = read(Array("\"a\"\"\", b\r\nc".utf8), splitAt: [9])
    #expect(records.map { String(decoding: $0.raw, as: UTF8.self) } == ["\"a\"\"\", b", "c"])
  }

  @Test("lets a fast path between records share the counting")
  func sharedCounting() {
    var reader = CSVRecordReader()
    let block = Array("a\nb\nc\nd\n".utf8)
    block.withUnsafeBytes { block in
      var offset = 0
      let header = reader.next(in: block, at: &offset)
      #expect(header?.number == 0)
      let isInside = reader.isInsideRecord
      #expect(!isInside)
      // The fast path takes "b" and "c".
      offset += 4
      reader.nextLine += 2
      reader.nextRecordNumber += 2
      let record = reader.next(in: block, at: &offset)
      #expect(record?.number == 3)
      #expect(record?.line == 4)
    }
  }

  @Test(
    "says that it is inside a record as long as an LF may still belong to it", arguments: ["a", "a\r", "\"a\n", "a,"])
  func insideRecord(_ start: String) {
    var reader = CSVRecordReader()
    Array(start.utf8).withUnsafeBytes { block in
      var offset = 0
      let isNothing = reader.next(in: block, at: &offset) == nil
      #expect(isNothing)
    }
    let isInside = reader.isInsideRecord
    #expect(isInside)
    let last = reader.finish()
    #expect(last != nil)
    let isStillInside = reader.isInsideRecord
    #expect(!isStillInside)
    let isOver = reader.finish() == nil
    #expect(isOver)
  }

  @Test("has empty cells where a record has none")
  func absentCells() {
    var reader = CSVRecordReader()
    Array("a\n".utf8).withUnsafeBytes { block in
      var offset = 0
      let record = reader.next(in: block, at: &offset)!
      #expect(record.field(1).bytes.isEmpty)
      #expect(record.field(-1).bytes.isEmpty)
    }
  }

  @Test("agrees with the obvious reader on random bytes that mean something, split at random", arguments: 0..<20)
  func random(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let alphabet = Array("\"\"\"\",,\n\r\r\nab é\u{0}".utf8) + [0xFF]
    for _ in 0..<200 {
      let input = (0..<Int.random(in: 0...60, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      let want = expected(input)
      #expect(read(input) == want, "\(input)")
      for split in 0...input.count {
        guard read(input, splitAt: [split]) != want else { continue }
        Issue.record("\(input) split at \(split)")
      }
      let splits = (0..<4).map { _ in Int.random(in: 0...input.count, using: &random) }.sorted()
      #expect(read(input, splitAt: splits) == want, "\(input) split at \(splits)")
    }
  }

  @Test("agrees with the obvious reader on 20,000 mutations of a table")
  func mutations() {
    var random = SeededGenerator(seed: 7)
    let table = Array(
      """
      id,title,overview\r
      862,Toy Story,"Led by Woody, Andy's toys ""live"" happily\r
      in his room"\r
      8844,Jumanji,\r
      15602,"Grumpier ""Old"" Men",A family wedding
      """.utf8)
    for round in 0..<20_000 {
      var input = table
      for _ in 0...Int.random(in: 0...3, using: &random) {
        let at = Int.random(in: 0..<input.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: input[at] = UInt8.random(in: 0...255, using: &random)
        case 1: input[at] = [10, 13, 34, 44].randomElement(using: &random)!
        case 2: input.remove(at: at)
        default: input.insert([10, 13, 34, 44].randomElement(using: &random)!, at: at)
        }
      }
      let split = Int.random(in: 0...input.count, using: &random)
      guard read(input, splitAt: [split]) != expected(input) else { continue }
      Issue.record("round \(round): \(input) split at \(split)")
    }
  }
}
