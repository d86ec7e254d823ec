import Domain
import Testing

@testable import DeliveryRecords

@Suite("links.csv joins MovieLens films to TMDB films")
struct LinkReaderTests {
  @Test("A link is found by its movieId, whatever the order of the columns")
  func found() throws {
    let reading = try LinkReading("tmdbId,imdbId,movieId\n862,0114709,1\n8844.0,0113497, 2 \n,0113228,3\n")
    #expect(reading.table.movieIDs == [1, 2, 3])
    #expect(reading.table.tmdbIDs == [862, 8844, 0])
    #expect(reading.table.line == [2, 3, 4])
    #expect([1, 2, 3, 4, 0, -1, .max].map(reading.table.slot(of:)) == [0, 1, 2, -1, -1, -1, -1])
    #expect(reading.log.summary == "blank-tmdb-id:1")
    #expect(reading.log.finding(of: .blankTmdbID)?.message.contains("film 3 ") == true)
  }

  @Test(
    "A link without usable ids is put aside",
    arguments: [
      (",5", "movieId", "blank"), ("0,5", "movieId", "not positive"), ("x,5", "movieId", "text"),
      ("2,x", "tmdbId", "text"), ("2,0", "tmdbId", "not positive"), ("2,-1", "tmdbId", "negative"),
      ("2,1e3", "tmdbId", "an exponent"), ("2,9223372036854775808", "tmdbId", "beyond 64 bits"),
    ])
  func fault(_ row: String, column: String, reason: String) throws {
    let reading = try LinkReading("movieId,tmdbId\n1,862\n\(row)\n")
    #expect(reading.log.quarantined.map(\.finding.code) == [.invalidID], "\(reason)")
    #expect(reading.log.quarantined[0].finding.column == column)
    #expect(reading.table.count == 1)
  }

  @Test("The first of a movieId stands; a copy that leads elsewhere is worth a warning")
  func duplicates() throws {
    let reading = try LinkReading(
      "movieId,imdbId,tmdbId\n1,a,862\n1,b,862.0\n1,a,863\n1,a,\n7000000,a,5\n7000000,a,5\n")
    #expect(reading.table.tmdbIDs == [862, 5])
    #expect(reading.log.summary == "duplicate-id:2 duplicate-id-differs:2")
    #expect(reading.log.findings(of: .duplicateID)[0].message.contains("line 2"))
    #expect(reading.reader.counts.duplicates == 4)
    #expect(reading.reader.counts.standing == reading.table.count)
  }

  @Test("Two films of MovieLens may be one of TMDB")
  func shared() throws {
    #expect(try LinkReading("movieId,tmdbId\n1,5\n2,5\n").log.summary.isEmpty)
  }

  @Test("Large and sparse ids are found like small ones")
  func sparse() throws {
    let ids: [Int64] = [1, LinkTable.denseLimit - 1, LinkTable.denseLimit, LinkTable.denseLimit + 1, 1 << 40, .max]
    let table = try LinkReading("movieId,tmdbId\n" + ids.map { "\($0),7\n" }.joined()).table
    #expect(ids.map(table.slot(of:)) == [0, 1, 2, 3, 4, 5])
    #expect(table.slot(of: LinkTable.denseLimit + 2) == -1)
    #expect(table.slot(of: LinkTable.denseLimit - 2) == -1)
  }
}
