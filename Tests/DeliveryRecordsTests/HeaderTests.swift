import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Columns are found by name")
struct HeaderTests {
  private let row = ["id": "7", "title": "T", "budget": "5000", "runtime": "81.0"]

  private func table(_ columns: [String]) -> String {
    columns.joined(separator: ",") + "\n"
      + columns.map { row[$0] ?? ["genres": "[]", "production_companies": "[]"][$0] ?? "" }
      .joined(separator: ",") + "\n"
  }

  @Test("Any order of the columns gives the same film")
  func anyOrder() throws {
    let expected = try MovieReading(text: table(FixtureDelivery.movieColumns))
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<20 {
      let reading = try MovieReading(text: table(FixtureDelivery.movieColumns.shuffled(using: &generator)))
      #expect(reading.movies == expected.movies)
      #expect(reading.log.summary == expected.log.summary)
    }
    #expect(expected.film?.budgetUSD == 5000)
    #expect(expected.film?.runtimeMinutes == 81)
  }

  @Test("Without any required column the file is not usable", arguments: DeliveryFile.movies.requiredColumns)
  func missing(_ column: String) throws {
    let reading = try MovieReading(text: table(FixtureDelivery.movieColumns.filter { $0 != column }))
    #expect(!reading.reader.isUsable)
    #expect(reading.movies.isEmpty)
    let finding = try #require(reading.log.finding(of: .missingColumn))
    #expect(finding.column == column)
    #expect(finding.severity == .error)
    #expect(finding.line == 1)
  }

  @Test(
    "Without an optional column the film is kept, and what is lost is named",
    arguments: DeliveryFile.movies.optionalColumns.map(\.name))
  func missingOptional(_ column: String) throws {
    let reading = try MovieReading(text: table(FixtureDelivery.movieColumns.filter { $0 != column }))
    #expect(reading.movies.count == 1)
    let finding = try #require(reading.log.finding(of: .missingOptionalColumn))
    #expect(finding.column == column)
    #expect(finding.message.contains("without"))
  }

  @Test("Nothing is said of columns that nothing is made of", arguments: DeliveryFile.movies.unusedColumns)
  func missingUnused(_ column: String) throws {
    let reading = try MovieReading(text: table(FixtureDelivery.movieColumns.filter { $0 != column }))
    #expect(reading.log.counts[.missingOptionalColumn] == nil)
    #expect(reading.movies.count == 1)
  }

  @Test(
    "A missing column's fix names the column that was probably meant",
    arguments: [
      ("moveId,tmdbId", "movieId", "moveId", "a letter left out"),
      ("MOVIEID,tmdbId", "movieId", "MOVIEID", "another case"),
      ("movieId,tmdb_id", "tmdbId", "tmdb_id", "another habit"),
      ("movieId, TMDB Id ", "tmdbId", "TMDB Id", "as a person writes it"),
    ])
  func suggestion(_ header: String, missing: String, meant: String, reason: String) throws {
    let finding = try #require(try LinkReading(header + "\n1,2\n").log.finding(of: .missingColumn))
    #expect(finding.column == missing)
    #expect(finding.fix.contains("`\(meant)`") && finding.fix.contains("`\(missing)`"), "\(reason)")
  }

  @Test("Nothing is suggested where nothing is near")
  func noSuggestion() throws {
    let finding = try #require(try LinkReading("movieId,weather\n1,2\n").log.finding(of: .missingColumn))
    #expect(finding.fix == FindingCode.missingColumn.entry.fix)
  }

  @Test(
    "A column named twice makes the file unusable, known or not",
    arguments: ["movieId,tmdbId,movieId", "movieId,x,tmdbId,x"])
  func doubled(_ header: String) throws {
    let reading = try LinkReading(header + "\n1,2,3,4\n")
    #expect(!reading.reader.isUsable)
    #expect(reading.log.counts[.duplicateColumn] == 1)
    #expect(reading.table.count == 0)
  }

  @Test("Unknown columns are ignored with a word each; nameless ones are not each other's doubles")
  func unknown() throws {
    let reading = try LinkReading(",movieId,note,tmdbId,\nx,1,\"a,b\",2,y\n")
    #expect(reading.table.tmdbIDs == [2])
    #expect(reading.log.summary == "unknown-column:3")
  }

  @Test("Spaces around a name, and quotes, are no part of it")
  func spacesAndQuotes() throws {
    #expect(try LinkReading(" movieId ,\"tmdbId\"\n1,2\n").table.tmdbIDs == [2])
  }

  @Test("A byte order mark is skipped with a word", arguments: [[], [1], [2], [1, 2], [3], [1, 2, 3, 4]])
  func byteOrderMark(_ ends: [Int]) throws {
    let reading = try LinkReading("\u{FEFF}\"movieId\",tmdbId\n1,2\n", ends: ends)
    #expect(reading.table.tmdbIDs == [2])
    #expect(reading.log.summary == "byte-order-mark:1")
  }

  @Test("Bytes that only begin like a byte order mark belong to the first name")
  func noByteOrderMark() throws {
    // U+FF21, a wide A, is EF BC A1.
    for ends in [[], [1], [2]] {
      let reading = try LinkReading("\u{FF21},movieId,tmdbId\n0,1,2\n", ends: ends)
      #expect(reading.table.tmdbIDs == [2])
      #expect(reading.log.finding(of: .unknownColumn)?.column == "\u{FF21}")
    }
  }

  @Test("Empty lines before the header are passed over")
  func blankFirst() throws {
    let reading = try LinkReading("\n\r\nmovieId,tmdbId\n1,2\n")
    #expect(reading.table.line == [4])
    #expect(reading.log.counts[.blankLine] == 2)
  }

  @Test(
    "A file without records or without a header is usable and has none: the caller judges",
    arguments: ["", "\n", "\u{FEFF}", "movieId,tmdbId", "movieId,tmdbId\r\n"])
  func empty(_ text: String) throws {
    let reading = try LinkReading(text)
    #expect(reading.reader.isUsable)
    #expect(reading.reader.records == 0)
  }

  @Test("A quote that is never closed in the header is named")
  func unterminatedHeader() throws {
    let reading = try LinkReading("movieId,\"tmdbId\n1,2\n3,4\n")
    #expect(reading.log.finding(of: .missingColumn)?.message.contains("never closed") == true)
  }
}
