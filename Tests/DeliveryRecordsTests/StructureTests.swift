import Domain
import Testing

@testable import DeliveryRecords

@Suite("Records whose cells cannot be told apart are put aside")
struct StructureTests {
  @Test("A record with too many fields is put aside as it was written, with its place")
  func tooMany() throws {
    let reading = try LinkReading("movieId,tmdbId\n1,2\n3,\"4\n\",5\n6,7\n")
    let record = try #require(reading.log.quarantined.first)
    #expect(record.text == "3,\"4\n\",5")
    #expect((record.number, record.line, record.lineCount) == (2, 3, 2))
    #expect(record.finding.code == .wrongFieldCount)
    #expect(record.finding.message == "The record has 3 fields, the header 2; it takes up 2 lines.")
    #expect(record.finding.file == "links.csv" && record.finding.line == 3 && record.finding.record == 2)
    #expect(reading.table.movieIDs == [1, 6])
    #expect(reading.table.line == [2, 5])
  }

  @Test("Text behind a closing quote puts the record aside")
  func strayQuote() throws {
    let reading = try LinkReading("movieId,tmdbId\n\"1\"x,2\n3,4\n")
    #expect(reading.log.quarantined.map(\.finding.code) == [.strayQuote])
    #expect(reading.table.movieIDs == [3])
  }

  @Test("A quote that is never closed says how many lines it swallowed, and weighs as many records")
  func unterminated() throws {
    let reading = try LinkReading("movieId,tmdbId\n1,2\n3,\"4\n5,6\n7,8\n9,10")
    let finding = try #require(reading.log.finding(of: .wrongFieldCount))
    #expect(finding.message.contains("swallows 4 lines"))
    #expect(finding.line == 3)
    #expect(finding.fix.contains("line 3"))
    #expect(reading.reader.counts.records == 2)
    #expect(reading.reader.counts.quarantined == 1)
    #expect(reading.reader.counts.quarantinedWeight == 4)
    #expect(reading.reader.counts.weighed == 5)
  }

  @Test("A quote that swallows rows and is closed by another weighs as many records as lines")
  func swallowed() throws {
    let reading = try RatingReading(rows: ["1,1,4.0,\"100", "2,2,4.0,100", "3,3,4.0,100\"", "4,4,4.0,100"])
    #expect(reading.log.quarantined.map(\.finding.code) == [.invalidTimestamp])
    #expect(reading.reader.counts.quarantinedWeight == 3)
    #expect(reading.votes.count == 1)
  }

  @Test("Empty lines are no records, wherever they are, and keep their line")
  func blankLines() throws {
    let reading = try LinkReading("movieId,tmdbId\r\n\r\n1,2\r\n\r\n\r\n3,4\r\n\r\n")
    #expect(reading.reader.records == 2)
    #expect(reading.table.line == [3, 6])
    #expect(reading.log.findings(of: .blankLine).map(\.line) == [2, 4, 5, 7])
  }

  @Test("LF, CRLF and lone CR end a record alike", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(_ lineEnd: String) throws {
    let text = ["movieId,tmdbId", "1,2", "3", "4,5"].joined(separator: lineEnd)
    let reading = try LinkReading(text)
    #expect(reading.table.line == [2, 4])
    #expect(reading.log.quarantined.map(\.line) == [3])
  }

  @Test(
    "A byte that is no UTF-8 stops the reading, and its place is named",
    arguments: [
      ("movieId,note,tmdbId\n1,a,2\n3,caf\u{1}e,4\n5,b,6\n", 3, "note", "E9", "Windows-1252 in a cell"),
      (
        "movieId,note,tmdbId\n1,a,2\n3,\"two\nlines \u{1}\",4\n5,b,6\n", 4, "note", "E9", "in the second line of a cell"
      ),
      ("movieId,note,tmdbId\n1,a,2\n3,b,4,\u{1}\n5,b,6\n", 3, "column 4", "E9", "in a cell too many"),
    ])
  func notUTF8(_ text: String, line: Int, column: String, byte: String, reason: String) throws {
    let log = RecordingLog()
    let reader = LinkReader(log: log)
    let bytes = Array(text.utf8).map { $0 == 1 ? 0xE9 : $0 }
    try feed(bytes, ends: ends(of: bytes, every: 7), to: reader.feed)
    let table = try reader.finish()
    let finding = try #require(log.finding(of: .notUTF8))
    #expect(finding.severity == .error)
    #expect(finding.line == line, "\(reason)")
    #expect(finding.column == column, "\(reason)")
    #expect(finding.message.contains("0x\(byte)"), "\(reason)")
    #expect(!reader.isUsable)
    #expect(table.movieIDs == [1], "what follows is not read")
  }

  @Test("UTF-16 is recognised by its first bytes")
  func utf16() throws {
    let log = RecordingLog()
    let reader = LinkReader(log: log)
    try feed([0xFF, 0xFE] + "movieId,tmdbId\n".utf8.flatMap { [$0, 0] }, to: reader.feed)
    _ = try reader.finish()
    #expect(log.finding(of: .notUTF8)?.fix.contains("UTF-16") == true)
    #expect(!reader.isUsable)
  }

  @Test("A file with more records than can be counted is refused at the first too many")
  func tooManyRecords() throws {
    let text = "movieId,tmdbId\n1,2\n3,4\n5,6\n"
    #expect(try LinkReading(text, maximumRecords: 3).reader.isUsable)
    let reading = try LinkReading(text, maximumRecords: 2)
    #expect(!reading.reader.isUsable)
    #expect(reading.log.finding(of: .tooManyRecords)?.line == 4)
    #expect(reading.reader.records == 2)
  }

  @Test("The limit holds for plain rows of ratings too", arguments: [1, 5, 128, 129, 299])
  func tooManyVotes(_ limit: Int) throws {
    let text = "userId,movieId,rating,timestamp\n" + String(repeating: "1,2,3.5,1000000000\n", count: 300)
    let reading = try RatingReading(Array(text.utf8), maximumRecords: limit)
    #expect(!reading.reader.isUsable)
    #expect(reading.log.finding(of: .tooManyRecords)?.line == limit + 2)
    #expect(reading.votes.count == limit)
    #expect(try RatingReading(Array(text.utf8), maximumRecords: 300).reader.isUsable)
  }

  @Test("A cell of ten megabytes in a column that is not read is noted, and the record stands")
  func longCell() throws {
    let text = "movieId,note,tmdbId\n1,\"" + String(repeating: "n\n", count: 5 << 20) + "\",2\n3,x,4\n"
    let reading = try LinkReading(text, ends: ends(of: Array(text.utf8), every: 1 << 20))
    #expect(reading.table.movieIDs == [1, 3])
    #expect(reading.log.summary == "unknown-column:1 long-cell:1")
    #expect(reading.log.finding(of: .longCell)?.column == "note")
    #expect(reading.table.line == [2, 3 + (5 << 20)])
  }

  @Test("A cell beyond what is kept is counted on; what stands behind it is read")
  func giantCell() throws {
    let text = "movieId,note,tmdbId\n1,\"" + String(repeating: "é", count: 10 << 20) + "\",2\n3,x,4\n"
    let reading = try LinkReading(text, ends: ends(of: Array(text.utf8), every: 1 << 20))
    #expect(reading.table.tmdbIDs == [2, 4])
    #expect(reading.log.finding(of: .longCell)?.message.contains("\(20 << 20) bytes") == true)
  }
}
