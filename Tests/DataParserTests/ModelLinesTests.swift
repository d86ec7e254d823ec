import CSVReading
import Domain
import Testing

@testable import DataParser

@Suite("Rows of the model CSVs")
struct ModelLinesTests {
  @Test(
    "are quoted only where they must be",
    arguments: [
      ("plain", "plain"),
      ("", "\"\""),  // an empty text is not NULL
      ("a,b", "\"a,b\""),
      ("say \"hi\"", "\"say \"\"hi\"\"\""),
      ("two\nlines", "\"two\nlines\""),
      ("old\rmac", "\"old\rmac\""),
      (" outer spaces ", " outer spaces "),  // RFC 4180: spaces are part of a field
      ("it's", "it's"),
      ("Ørsted\u{A0}日本", "Ørsted\u{A0}日本"),
    ])
  func quoting(text: String, written: String) {
    var lines = ModelLines()
    lines.add(text)
    lines.endRow()
    #expect(String(decoding: lines.bytes, as: UTF8.self) == written + "\n")
  }

  @Test("write NULL as an empty cell, and numbers in their shortest exact form")
  func values() {
    var lines = ModelLines()
    lines.add(Int64?.none)
    lines.add(String?.none)
    lines.add(Int64.min)
    lines.add(UInt64.max)
    lines.add(0)
    lines.add(10)
    lines.add(Micros(millionths: 82))
    lines.add(Micros(millionths: 7_000_000))
    lines.add(CalendarDate(Array("1874-12-09".utf8)))
    lines.add(Micros?.none)
    lines.endRow()
    #expect(
      String(decoding: lines.bytes, as: UTF8.self)
        == ",,-9223372036854775808,18446744073709551615,0,10,0.000082,7,1874-12-09,\n")
  }

  @Test("write a row of numbers as they write number by number")
  func rowsOfNumbers() {
    let powers = (0...19).map { power in (0..<power).reduce(UInt64(1)) { value, _ in value * 10 } }
    let numbers = [0, .max] + powers.flatMap { [$0 - 1, $0, $0 + 1] }
    var (whole, single) = (ModelLines(), ModelLines())
    whole.add(row: numbers)
    for number in numbers { single.add(number) }
    single.endRow()
    #expect(whole.bytes == single.bytes)
    #expect(String(decoding: whole.bytes, as: UTF8.self) == numbers.map(String.init).joined(separator: ",") + "\n")
  }

  @Test("come back through the CSV reader as they were")
  func roundTrip() throws {
    // given texts of everything that quoting is about, in all pairs
    let pieces = ["", "a", ",", "\"", "\n", "\r", "\r\n", "é", "\"\"", " "]
    let texts = pieces.flatMap { first in pieces.map { first + $0 } }
    var lines = ModelLines()
    for text in texts {
      lines.add(7)
      lines.add(text)
      lines.add(Int64?.none)
      lines.endRow()
    }
    // when
    var reader = CSVRecordReader()
    var read: [String] = []
    lines.bytes.withUnsafeBytes { bytes in
      var offset = 0
      while let record = reader.next(in: bytes, at: &offset) {
        #expect(record.fieldCount == 3)
        #expect(record.field(2).bytes.isEmpty)
        read.append(String(decoding: record.field(1).bytes, as: UTF8.self))
      }
    }
    // then
    #expect(read == texts)
  }
}
