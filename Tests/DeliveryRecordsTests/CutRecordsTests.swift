import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

/// The three broken films of the published file, rebuilt: a line break inside an overview that is not quoted cuts each into
/// a stub of 10 fields, whose id is good, and a tail of 15, whose cells stand nine columns too far left.
@Suite("Records cut by a line break")
struct CutRecordsTests {
  private let fix = "are one record cut by a line break inside a cell that is not quoted: join them, or quote the cell."

  /// A film of ours with its overview written without quotes, cut where the spaces are doubled.
  private func cutFilm(id: String, overview: [String]) -> String {
    let cells = [
      "id": id, "title": "Cut \(id)", "popularity": "0.25", "genres": "[{'id': 18, 'name': 'Drama'}]",
      "production_companies": "[{'name': 'One', 'id': 901}, {'name': 'Two', 'id': 902}]", "overview": "#",
    ]
    return FixtureDelivery.movieLine(cells).split(separator: "#", omittingEmptySubsequences: false)
      .joined(separator: overview.joined(separator: "\n"))
  }

  private func text(_ records: [String]) -> String {
    ([FixtureDelivery.movieColumns.joined(separator: ",")] + records).joined(separator: "\n") + "\n"
  }

  private func good(_ id: Int) -> String { FixtureDelivery.movieLine(["id": "\(id)"]) }

  @Test(
    "Three films in two halves each: six records are put aside, each with the fix that says so",
    arguments: ["\n", "\r\n", "\r"])
  func threeFilms(_ lineEnd: String) throws {
    let records = [
      good(1), cutFilm(id: "82", overview: ["A beginning", " - Written by somebody"]), good(2),
      cutFilm(id: "122", overview: ["Another.", " It goes on."]), cutFilm(id: "249", overview: ["Ends", ""]), good(3),
    ]
    let reading = try MovieReading(
      text: text(records).split(separator: "\n", omittingEmptySubsequences: false).joined(separator: lineEnd))
    #expect(reading.movies.map(\.row.movieID) == [1, 2, 3])
    #expect(reading.reader.counts.records == 9)
    #expect(reading.reader.counts.quarantined == 6)
    #expect(reading.log.counts[.wrongFieldCount] == 6)
    #expect(
      reading.log.quarantined.map(\.finding.fix) == [
        "Lines 3 and 4 \(fix)", "Lines 3 and 4 \(fix)", "Lines 6 and 7 \(fix)", "Lines 6 and 7 \(fix)",
        "Lines 8 and 9 \(fix)", "Lines 8 and 9 \(fix)",
      ])
    #expect(reading.log.quarantined.map(\.finding.message).first == "The record has 10 fields, the header 24.")
    #expect(reading.log.quarantined[0].text.hasSuffix("A beginning"))
    #expect(reading.log.quarantined[1].text.hasPrefix(" - Written by somebody,"))
    #expect(reading.log.quarantined.map(\.number) == [2, 3, 5, 6, 7, 8])
  }

  @Test("A film cut in three, one of its paragraphs an empty line, is still one record")
  func paragraphs() throws {
    let reading = try MovieReading(
      text: text([cutFilm(id: "5", overview: ["First.", "", "Second.", "Third."]), good(6)]))
    #expect(reading.log.quarantined.map(\.finding.fix) == Array(repeating: "Lines 2 to 5 \(fix)", count: 3))
    #expect(reading.log.counts[.blankLine] == 1)
  }

  @Test("The last record of the file may be the second half")
  func atEnd() throws {
    let reading = try MovieReading(text: text([good(1)]) + cutFilm(id: "5", overview: ["a", "b"]))
    #expect(reading.log.quarantined.map(\.finding.fix) == Array(repeating: "Lines 3 and 4 \(fix)", count: 2))
  }

  @Test(
    "Short records that make no whole one get the ordinary fix",
    arguments: [
      (["1,2,3", "4,5"], [] as [Int], "together exactly whole: 3 + 2 - 1 = 4"),
      (["1,2", "3"], [2, 3], "too few together"),
      (["1,2,3", "4,5,6"], [2, 3], "too many together"),
      (["1,2,3", "1,1,4.0,1000000000", "4,5"], [2, 4], "a whole record between them"),
      (["x", "1,2,3", "4,5"], [2], "a stray line before them is not one of them"),
      (["1,2,3", "1,2,3", "4,5"], [2], "nor is a short record before them"),
      (["1,2,3", "4,5", "6"], [4], "nor one after them"),
      (["1,2,3,4,5", "1,2,3", "4,5"], [2], "a record that is too long is no half"),
    ])
  func plain(_ rows: [String], ordinary: [Int], reason: String) throws {
    let reading = try RatingReading(rows: rows)
    let plain = reading.log.quarantined.filter { $0.finding.fix == FindingCode.wrongFieldCount.entry.fix }
    #expect(plain.map(\.line) == ordinary, "\(reason)")
    #expect(reading.log.quarantined.map(\.line) == reading.log.quarantined.map(\.line).sorted())
  }

  @Test("What is held back is bounded, and nothing is lost of it")
  func bounded() throws {
    let rows = ["1,2"] + Array(repeating: "x", count: 1000) + ["1,1,4.0,1000000000"]
    let reading = try RatingReading(rows: rows)
    #expect(reading.log.quarantined.map(\.line) == Array(2...1002))
    #expect(reading.votes.count == 1)
    let long = String(repeating: "x", count: 600_000)
    let wide = try RatingReading(rows: ["1,\(long)", "\(long),2,3", "1,1,4.0,1000000000"])
    #expect(wide.log.quarantined.map(\.raw.count) == [600_002, 600_004])
    #expect(wide.log.quarantined.allSatisfy { $0.finding.fix == FindingCode.wrongFieldCount.entry.fix })
  }
}
