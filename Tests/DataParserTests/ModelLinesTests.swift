import CSVReading
import Domain
import Testing

@testable import DataParser
@testable import SampleDelivery

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
    lines.add(0)
    lines.add(10)
    lines.add(Micros(millionths: 82))
    lines.add(Micros(millionths: 7_000_000))
    lines.add(CalendarDate(Array("1874-12-09".utf8)))
    lines.add(Micros?.none)
    lines.endRow()
    #expect(
      String(decoding: lines.bytes, as: UTF8.self)
        == ",,-9223372036854775808,0,10,0.000082,7,1874-12-09,\n")
  }

  @Test("write numbers with every count of digits")
  func numbers() {
    let powers = (0...18).map { power in (0..<power).reduce(Int64(1)) { value, _ in value * 10 } }
    let numbers = [0, .max] + powers.flatMap { [$0 - 1, $0, $0 + 1] }
    var lines = ModelLines()
    numbers.withUnsafeBufferPointer { lines.add($0) }
    lines.endRow()
    #expect(String(decoding: lines.bytes, as: UTF8.self) == numbers.map(String.init).joined(separator: ",") + "\n")
  }

  @Test("write amounts and days as their descriptions have it")
  func descriptions() throws {
    var random = RandomStream(seed: 3, .user)
    var powers: [Int64] = [1]
    while powers.count < 19 { powers.append(powers.last! * 10) }
    for _ in 0..<2000 {
      // given a number of any length with any count of trailing zeros, and any day that can be written
      let tens = powers[random.below(7)]
      let size = Int64(bitPattern: UInt64(random.below(.max))) % powers[random.below(19)] / tens * tens
      let millionths = random.below(2) == 0 ? size : -size
      let number = Micros(millionths: millionths)
      let date = CalendarDate(daysSinceEpoch: random.below(719_162 + 2_932_897) - 719_162)
      // when
      var lines = ModelLines()
      lines.add(number)
      lines.add(date)
      lines.endRow()
      // then
      #expect(String(decoding: lines.bytes, as: UTF8.self) == "\(number),\(date)\n")
    }
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
    do {
      let bytes = lines.bytes
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
