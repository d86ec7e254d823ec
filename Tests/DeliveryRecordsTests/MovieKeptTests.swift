import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Films that are kept")
struct MovieKeptTests {
  /// What the fixtures' harmless cells are noted for.
  private let usual = "budget-unknown:1 revenue-unknown:1"

  private func read(_ cells: [String: String]) throws -> MovieReading {
    try MovieReading(films: [["id": "862"].merging(cells) { $1 }])
  }

  @Test("Every column arrives")
  func whole() throws {
    let reading = try read([
      "imdb_id": "tt0000862", "title": "Our Film", "original_title": "Unser Film", "original_language": "de",
      "status": "Released", "release_date": "1995-10-30", "budget": "30000000", "revenue": "2787965087",
      "popularity": "21.946943", "runtime": "81.0", "vote_average": "7.7", "vote_count": "5415",
      "genres": "[{'id': 16, 'name': 'Animation'}, {'id': 35, 'name': 'Comedy'}]",
      "production_companies": "[{'name': \"Po' Boys\", 'id': 3}]",
    ])
    var row = MovieRow(movieID: 862, title: "Our Film", sourceLine: 2)
    row.imdbID = "tt0000862"
    row.originalTitle = "Unser Film"
    row.originalLanguage = "de"
    row.status = "Released"
    row.releaseDate = CalendarDate("1995-10-30".utf8)
    row.budgetUSD = 30_000_000
    row.revenueUSD = 2_787_965_087  // more than 32 bits hold
    row.popularity = Micros(millionths: 21_946_943)
    row.runtimeMinutes = 81
    row.tmdbVoteAverage = Micros(millionths: 7_700_000)
    row.tmdbVoteCount = 5415
    #expect(
      reading.movies == [
        MovieRecord(
          row: row, companies: [NamedID(id: 3, name: "Po' Boys")],
          genres: [NamedID(id: 16, name: "Animation"), NamedID(id: 35, name: "Comedy")])
      ])
    #expect(reading.log.summary.isEmpty)
    #expect(reading.reader.summary.counted == 1)
  }

  @Test(
    "Amounts are read, and what is odd about them is noted",
    arguments: [
      ("373554033", 373_554_033, "", "the usual form"),
      ("373554033.0", 373_554_033, "", "as pandas writes it"),
      ("3.5e8", 350_000_000, "", "scientific"),
      ("1000", 1000, "", "no longer small"),
      ("999", 999, "small-amount:1", "perhaps in thousands"),
      ("1", 1, "small-amount:1", "perhaps in millions"),
      ("1000.50", 1000, "number-rounded:1", "half to even"),
      ("1001.50", 1002, "number-rounded:1", "half to even"),
      ("0", nil, "budget-unknown:1", "zero means unknown"),
      ("", nil, "budget-unknown:1", "blank"),
      ("   ", nil, "budget-unknown:1", "blank"),
      ("-0.0", nil, "budget-unknown:1", "zero"),
      ("0.4", nil, "budget-unknown:1 number-rounded:1", "zero, when rounded"),
      ("9223372036854775807", .max, "", "the largest"),
    ] as [(String, Int64?, String, String)])
  func budget(_ text: String, expected: Int64?, notes: String, reason: String) throws {
    let reading = try read(["budget": text, "revenue": "5000"])
    #expect(reading.film?.budgetUSD == expected, "\(reason)")
    #expect(reading.log.summary == notes, "\(reason)")
  }

  @Test("Revenue is read like budget, under its own code")
  func revenue() throws {
    #expect(try read(["budget": "5000", "revenue": "12.5"]).log.summary == "small-amount:1 number-rounded:1")
    #expect(try read(["budget": "5000", "revenue": "0"]).log.summary == "revenue-unknown:1")
  }

  @Test(
    "Popularity: blank is unknown, zero counts, six decimals are kept",
    arguments: [
      ("", nil, "popularity-unknown:1"), ("0", 0, ""), ("0.0", 0, ""), ("8.2e-05", 82, ""),
      ("547.488298", 547_488_298, ""),
      ("1.23456789", 1_234_568, "number-rounded:1"), ("0.0000005", 0, "number-rounded:1"),
    ] as [(String, Int64?, String)])
  func popularity(_ text: String, millionths: Int64?, notes: String) throws {
    let reading = try read(["popularity": text, "budget": "5000", "revenue": "5000"])
    #expect(reading.film?.popularity == millionths.map(Micros.init(millionths:)))
    #expect(reading.log.summary == notes)
  }

  @Test(
    "Only `Released`, exactly, counts; outer spaces are no part of a status",
    arguments: [
      ("Released", "Released", true), (" Released ", "Released", true), ("released", "released", false),
      ("Rumored", "Rumored", false), ("Post Production", "Post Production", false), ("", nil, false), (" ", nil, false),
    ] as [(String, String?, Bool)])
  func status(_ text: String, kept: String?, counts: Bool) throws {
    let reading = try read(["status": text])
    #expect(reading.film?.status == kept)
    #expect(reading.film?.releaseYear == (counts ? 2000 : nil))
    #expect(reading.log.counts[.notReleased] == (counts ? nil : 1))
    #expect(reading.reader.summary.counted == (counts ? 1 : 0))
    if !counts { #expect(reading.log.finding(of: .notReleased)?.value == FindingValue.shown(text)) }
  }

  @Test(
    "A release date is a day of the calendar or none",
    arguments: [
      ("1995-10-30", "1995-10-30", ""), (" 1995-10-30 ", "1995-10-30", ""), ("2016-02-29", "2016-02-29", ""),
      ("", nil, "blank-release-date:1"), (" ", nil, "blank-release-date:1"),
      ("2015-02-29", nil, "invalid-release-date:1"),
      ("10/30/1995", nil, "invalid-release-date:1"), ("1", nil, "invalid-release-date:1"),
      ("1995-10-30T00:00", nil, "invalid-release-date:1"), ("1995-1-3", nil, "invalid-release-date:1"),
    ] as [(String, String?, String)])
  func releaseDate(_ text: String, kept: String?, notes: String) throws {
    let reading = try read(["release_date": text, "budget": "5000", "revenue": "5000"])
    #expect(reading.film?.releaseDate?.description == kept)
    #expect(reading.log.summary == notes)
    #expect(reading.reader.summary.counted == (kept == nil ? 0 : 1))
  }

  @Test("A film without date and release is noted for both, since mending one leaves the other")
  func both() throws {
    let reading = try read(["release_date": "", "status": "Rumored", "budget": "5000", "revenue": "5000"])
    #expect(reading.log.summary == "blank-release-date:1 not-released:1")
    #expect(reading.log.findings.filter { $0.value?.contains("Rumored") == true }.map(\.code) == [.notReleased])
  }

  @Test(
    "A fault in an optional column makes the value null, not the film",
    arguments: [
      ("runtime", "n/a"), ("runtime", "-1"), ("runtime", "1e400"), ("vote_average", "good"), ("vote_count", "nan"),
      ("vote_count", "99999999999999999999"), ("imdb_id", "0"), ("imdb_id", "862"), ("imdb_id", "tt"),
      ("imdb_id", "tt12x"), ("imdb_id", "TT12"),
    ])
  func optional(_ column: String, value: String) throws {
    let reading = try read([column: value])
    #expect(reading.movies.count == 1)
    #expect(reading.log.summary == usual + " optional-value-invalid:1")
    let finding = try #require(reading.log.finding(of: .optionalValueInvalid))
    #expect((finding.column, finding.value) == (column, value))
    let film = try #require(reading.film)
    #expect(
      [film.runtimeMinutes, film.tmdbVoteAverage?.millionths, film.tmdbVoteCount].contains(nil) || film.imdbID == nil)
  }

  @Test("Blank optional cells are null without a word")
  func blankOptional() throws {
    let reading = try read([
      "runtime": "", "vote_average": " ", "vote_count": "", "imdb_id": "", "original_title": "",
      "original_language": "",
    ])
    let film = try #require(reading.film)
    #expect(film.runtimeMinutes == nil && film.tmdbVoteAverage == nil && film.tmdbVoteCount == nil)
    #expect(film.imdbID == nil && film.originalTitle == nil && film.originalLanguage == nil)
    #expect(reading.log.summary == usual)
  }

  @Test("Optional numbers are rounded like required ones; a runtime of zero is what was delivered")
  func optionalNumbers() throws {
    let reading = try read(["runtime": "90.5", "vote_average": "7.12345678"])
    #expect(reading.film?.runtimeMinutes == 90)
    #expect(reading.film?.tmdbVoteAverage == Micros(millionths: 7_123_457))
    #expect(reading.log.counts[.numberRounded] == 2)
    #expect(try read(["runtime": "0.0"]).film?.runtimeMinutes == 0)
  }

  @Test(
    "A text longer than is kept is shortened with a warning, and read past",
    arguments: ["title", "original_title", "original_language", "status"])
  func longText(_ column: String) throws {
    let reading = try read([column: String(repeating: "ä", count: 5_000_000)])
    #expect(reading.log.counts[.valueShortened] == 1)
    #expect(reading.log.counts[.longCell] == 1)
    let film = try #require(reading.film)
    let texts = [film.title, film.originalTitle, film.originalLanguage, film.status].compactMap { $0 }
    #expect(texts.contains(String(repeating: "ä", count: 2048)))
    #expect(reading.log.finding(of: .valueShortened)?.column == column)
  }

  @Test("A long text in a column that is not kept is only noted")
  func longOverview() throws {
    let reading = try read(["overview": String(repeating: "o", count: 10_000_000)])
    #expect(reading.log.summary == usual + " long-cell:1")
  }

  @Test("A film is the same in a file with LF and in one with CRLF, also inside its cells")
  func lineEnds() throws {
    let text = FixtureDelivery.movies([
      ["id": "1", "title": "Two\nlines", "overview": "a\nb", "status": "x\ny"], ["id": "2", "original_title": "q\n"],
    ])
    let withLF = try MovieReading(text: text)
    let withCRLF = try MovieReading(
      text: text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n"))
    #expect(withLF.movies == withCRLF.movies)
    #expect(withLF.movies[0].row.title == "Two\nlines")
    #expect(withLF.movies[1].row.sourceLine == 6)
    #expect(withLF.log.summary == withCRLF.log.summary)
  }

  @Test("A title may be blank; spaces are part of a text")
  func title() throws {
    #expect(try read(["title": ""]).film?.title == "")
    #expect(try read(["title": " Ö "]).film?.title == " Ö ")
  }
}
