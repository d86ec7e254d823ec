import Domain
import Testing

@testable import DeliveryRecords

@Suite("ratings.csv becomes votes")
struct RatingReaderTests {
  @Test(
    "A rating is a half step from 0.5 to 5.0, however it is written",
    arguments: [
      ("0.5", 1), ("1.0", 2), ("4.5", 9), ("5.0", 10), ("4", 8), ("4.50", 9), (" 3.5 ", 7), (".5", 1), ("\"2.0\"", 4),
      ("5e0", 10), ("0", nil), ("0.0", nil), ("5.5", nil), ("3.7", nil), ("6", nil), ("", nil), ("-1.0", nil),
      ("4.5000001", nil), ("4.50000001", nil), ("four", nil), ("nan", nil), ("1e400", nil),
    ] as [(String, UInt8?)])
  func rating(_ text: String, halfSteps: UInt8?) throws {
    let reading = try RatingReading(rows: ["1,2,\(text),1000000000"])
    #expect(reading.votes.map(\.halfSteps) == (halfSteps.map { [$0] } ?? []))
    #expect(reading.log.quarantined.map(\.finding.code) == (halfSteps == nil ? [.invalidRating] : []))
  }

  @Test(
    "A timestamp is whole seconds from 1970 to 2100, and gives the year in UTC",
    arguments: [
      ("0", 1970), ("1", 1970), ("31535999", 1970), ("31536000", 1971), ("946684799", 1999), ("946684800", 2000),
      ("1260759144.0", 2009), (" 1260759144 ", 2009), ("0946684800", 2000), ("4133980799", 2100), ("4133980800", nil),
      ("9999999999", nil), ("1260759144000", nil), ("99999999999999999999", nil), ("-1", nil), ("1.5", nil), ("", nil),
      ("2015-03-09", nil),
    ] as [(String, UInt16?)])
  func timestamp(_ text: String, year: UInt16?) throws {
    let reading = try RatingReading(rows: ["1,2,3.5,\(text)"])
    #expect(reading.votes.map(\.year) == (year.map { [$0] } ?? []))
    #expect(reading.log.quarantined.map(\.finding.code) == (year == nil ? [.invalidTimestamp] : []))
  }

  @Test(
    "Ids are positive and fit 64 bits",
    arguments: [
      ("1,2", nil), ("1.0,2.0", nil), ("9223372036854775807,9223372036854775807", nil), ("0,2", "userId"),
      ("1,0", "movieId"),
      (",2", "userId"), ("1,", "movieId"), ("x,2", "userId"), ("1,-2", "movieId"), ("9223372036854775808,2", "userId"),
      ("0,0", "userId"),
    ] as [(String, String?)])
  func ids(_ text: String, column: String?) throws {
    let reading = try RatingReading(rows: ["\(text),3.5,1000000000"])
    #expect(reading.log.quarantined.map(\.finding.column) == (column.map { [$0] } ?? []))
    #expect(reading.log.quarantined.allSatisfy { $0.finding.code == .invalidID })
    #expect(reading.votes.count == (column == nil ? 1 : 0))
  }

  @Test("The first fault of a row in the order of the usual columns is its finding")
  func order() throws {
    let reading = try RatingReading("timestamp,rating,movieId,userId\nx,x,x,x\nx,x,x,1\nx,x,1,1\nx,3.0,1,1\n")
    #expect(reading.log.quarantined.map(\.finding.column) == ["userId", "movieId", "rating", "timestamp"])
  }

  @Test("All orders of the columns, and further columns, give the same votes")
  func permutations() throws {
    let columns = ["userId", "movieId", "rating", "timestamp"]
    let rows = (1...300).map {
      ["\($0)", "\($0 % 7 + 1)", "\(Double($0 % 10 + 1) / 2)", "\(800_000_000 + $0 * 1_000_003)"]
    }
    let links = try linkTable(of: 1, 3, 5)
    let expected = try RatingReading(rows: rows.map { $0.joined(separator: ",") }, links: links)
    #expect(expected.votes.count == 300)
    for order in permutations(of: [0, 1, 2, 3]) {
      for extra in [[], ["note"]] {
        let text = ([columns] + rows).map { cells in order.map { cells[$0] } + extra }
          .map { $0.joined(separator: ",") }.joined(separator: "\n")
        let reading = try RatingReading(text, links: links)
        #expect(reading.votes == expected.votes)
        #expect(reading.reader.votesPerSlot == expected.reader.votesPerSlot)
        #expect(reading.log.findings(of: .ratingUnlinked) == expected.log.findings(of: .ratingUnlinked))
      }
    }
  }

  private func permutations(of items: [Int]) -> [[Int]] {
    guard items.count > 1 else { return [items] }
    return items.flatMap { first in permutations(of: items.filter { $0 != first }).map { [first] + $0 } }
  }

  @Test("Votes are tallied by slot; those that no link leads anywhere are noted with their place")
  func links() throws {
    let links = try linkTable(of: 10, 20, 5_000_000)
    let reading = try RatingReading(
      rows: [
        "1,10,3.5,1000000000", "1,99,3.5,1000000000", "", "2,5000000,3.5,1000000000", "3,20,x,1000000000",
        "3,10,0.5,1000000000", "3,6000000,0.5,1000000000",
      ], links: links)
    #expect(reading.votes.map(\.slot) == [0, -1, 2, 0, -1])
    #expect(reading.reader.votesPerSlot == [2, 0, 1])
    #expect(reading.reader.unlinked == 2)
    #expect(reading.log.findings(of: .ratingUnlinked).map(\.line) == [3, 8])
    #expect(reading.log.findings(of: .ratingUnlinked).map(\.record) == [2, 6])
    #expect(reading.log.findings(of: .ratingUnlinked).map(\.value) == ["99", "6000000"])
    #expect(reading.reader.records == 6)
    #expect(reading.reader.quarantined == 1)
  }

  @Test("Without links no vote has a slot and nothing is said of it")
  func withoutLinks() throws {
    let reading = try RatingReading(rows: ["1,10,3.5,1000000000"])
    #expect(reading.votes == [Vote(movieID: 10, slot: -1, halfSteps: 7, year: 2001)])
    #expect(reading.reader.votesPerSlot.isEmpty)
    #expect(reading.reader.unlinked == 0)
    #expect(reading.log.summary.isEmpty)
  }

  @Test("When no vote is linked all are counted, with samples in the order of the file")
  func allUnlinked() throws {
    let rows = Array(repeating: "1,10,3.5,1000000000", count: 1000)
    let reading = try RatingReading(rows: rows, links: try linkTable(of: 1))
    #expect(reading.log.counts[.ratingUnlinked] == 1000)
    let lines = reading.log.findings(of: .ratingUnlinked).compactMap(\.line)
    #expect(Array(lines.prefix(ValidationReport.samplesPerCode)) == Array(2..<2 + ValidationReport.samplesPerCode))
  }

  @Test("The hot loop takes plain rows and stops before the first that is not")
  func plainRows() {
    let plain = [
      "1,2,3.5,1000000000", "1,1234567,0.5,999999999", "22,123456789012345678,5.0,4133980799",
      "1234567,1,1.0,100000000",
    ]
    let others = [
      "0,2,3.5,1000000000", "1,0,3.5,1000000000", "1,2,3,1000000000", "1,2,3.50,1000000000", "1,2,0.0,1000000000",
      "1,2,5.5,1000000000", "1,2,9.0,1000000000", "1,2,3.1,1000000000", "1,2,3.5,4133980800", "1,2,3.5,99999999",
      "1,2,3.5,10000000000", "1,2,3.5,100000000x", "1,2,3.5,1000000000,", "1,2,3.5,1000000000\rx",
      "\"1\",2,3.5,1000000000",
      " 1,2,3.5,1000000000", "1;2,3.5,1000000000", "1,2,3.5 ,1000000000", "1234567890123456789,2,3.5,1000000000",
      "00000000,2,3.5,1000000000", "1,2,/.5,1000000000", "1,2,6.5,1000000000", "", "1,2,3.5", "1,2,3.\u{E9},1000000000",
    ]
    let years = YearTable()
    for lineEnd in ["\n", "\r\n"] {
      for other in others {
        let start = plain.joined(separator: lineEnd) + lineEnd
        let bytes = Array((start + other + lineEnd + start + start).utf8)
        let block = VoteBlock()
        var offset = 0
        let count = bytes.withUnsafeBytes {
          PlainRatingRows.parse($0, at: &offset, limit: 128, years: years, into: block)
        }
        #expect(count == plain.count, "\(other)")
        #expect(offset == start.utf8.count, "\(other)")
        #expect((0..<count).map { block.movieIDs[$0] } == [2, 1_234_567, 123_456_789_012_345_678, 1])
        #expect((0..<count).map { block.halfSteps[$0] } == [7, 1, 10, 2])
        #expect((0..<count).map { block.years[$0] } == [2001, 2001, 2100, 1973])
      }
    }
  }

  @Test("A consumer's error ends the reading")
  func consumerFails() {
    final class Full: VoteConsumer {
      func links(_ table: LinkTable) throws {}
      func votes(_ block: borrowing VoteBlock) throws { throw BoxOfficeError(code: "disk-full", message: "full") }
    }
    let reader = RatingReader(log: SilentLog(), links: nil, consumer: Full())
    #expect(throws: BoxOfficeError.self) {
      try feed(Array("userId,movieId,rating,timestamp\n1,2,3.5,1000000000\n".utf8), to: reader.feed)
      try reader.finish()
    }
  }
}
