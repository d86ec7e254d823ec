import DeliveryRecords
import Domain
import Fixtures
import Foundation
import InputValidator
import SampleDelivery
import Testing

@Suite("A sample delivery")
struct SampleDeliveryTests {
  @Test("is the same bytes for the same numbers, and others for another seed or month")
  func deterministic() throws {
    let first = try Sample(movies: 400, ratings: 3000, seed: 7).bytes
    #expect(try Sample(movies: 400, ratings: 3000, seed: 7).bytes == first)
    #expect(try Sample(movies: 400, ratings: 3000, seed: 8).bytes != first)
    #expect(try Sample(movies: 400, ratings: 3000, seed: 7, month: 1).bytes != first)
  }

  @Test(
    "has as many records as were asked for, and next to none that are put aside, at any size",
    arguments: [
      (movies: 1, ratings: 1),
      (movies: 1, ratings: 100),  // a film cannot have two votes of one user: a hundred users
      (movies: 2, ratings: 0),
      (movies: 10, ratings: 1000),
      (movies: 199, ratings: 5000),  // the largest that is clean
      (movies: 200, ratings: 5000),  // the smallest with copies and blank links
      (movies: 999, ratings: 19),
      (movies: 1000, ratings: 5000),  // the smallest with a broken film
      (movies: 7000, ratings: 20_000),
    ])
  func sizes(movies: Int, ratings: Int) throws {
    let sample = try Sample(movies: movies, ratings: ratings)
    let readings = try sample.readings()
    #expect(readings.movieRecords == movies)
    #expect(readings.ratingRecords == ratings)
    #expect(readings.votes == ratings, "every vote is valid")
    #expect(readings.quarantined.values.reduce(0, +) * 100 <= movies)
    #expect(Set(readings.films.map(\.row.movieID)).isSubset(of: readings.linked), "every film is in links.csv")
    try UnzipProgram.test(sample.path)
    let outcome = try InputValidator().validate(
      .file(path: sample.path), outputFolder: nil)
    #expect(outcome.report.verdict == (ratings > 0 ? .accepted : .rejected), "a delivery without votes is none")
  }

  @Test("is dirty in the ways real deliveries are")
  func dirt() throws {
    let sample = try Sample(movies: 9000, ratings: 30_000, seed: 2)
    let readings = try sample.readings()
    let movies = sample.texts[.movies]!
    // records
    #expect(readings.quarantined == [.movies: 2], "one film in two halves")
    #expect(readings.counts[.wrongFieldCount] == 2)
    #expect(movies.contains("\n - Written by "), "the second half starts as real ones do")
    #expect(readings.counts[.duplicateID, default: 0] == 3 && readings.counts[.duplicateIDDiffers] == 3)
    // cells
    for code: FindingCode in [.blankReleaseDate, .notReleased, .smallAmount, .popularityUnknown] {
      #expect(readings.counts[code, default: 0] > 0, "\(code.rawValue)")
    }
    let share = { (code: FindingCode) in Double(readings.counts[code, default: 0]) / Double(readings.films.count) }
    #expect((0.74...0.86).contains(share(.budgetUnknown)), "80 % in real data")
    #expect((0.78...0.88).contains(share(.revenueUnknown)), "84 % in real data")
    #expect(readings.films.contains { $0.row.revenueUSD ?? 0 > Int64(Int32.max) }, "one beyond 32 bits")
    #expect(readings.films.contains { $0.row.runtimeMinutes == nil })
    for text in [
      "e-05,",  // a number in scientific notation
      "'name': \"\"",  // a Python name in double quotes, its quotes doubled by CSV
      "Malti\\xa0",  // an escape
      "None}",  // a collection without a picture
      ",[],",  // an empty list
      "\"\"The ",  // quotes in a plot
      "ø",
    ] { #expect(movies.contains(text), "\(text)") }
    #expect(!movies.contains("\r"))
    // links and votes
    #expect(readings.counts[.blankTmdbID, default: 0] == 43, "219 of 45,466")
    #expect(readings.counts[.ratingUnlinked, default: 0] > 0)
    let tmdbIDs = sample.rows(.links).compactMap { Int($0[2]) }
    #expect(tmdbIDs.count - Set(tmdbIDs).count == 6, "two MovieLens films that are one")
    #expect(!readings.linked.isSubset(of: Set(readings.films.map(\.row.movieID))), "links to films that are not there")
    #expect(sample.rows(.links).allSatisfy { $0[1].count >= 7 }, "IMDb ids with their zeros")
  }

  @Test("reaches wrong films when votes are joined by movieId, and raises no error")
  func directJoin() throws {
    let sample = try Sample(movies: 3000, ratings: 20_000)
    let links = sample.rows(.links)
    #expect(links.allSatisfy { $0[0] != $0[2] }, "no film has one number in both worlds")
    let tmdbIDs = Set(links.map { $0[2] })
    let matches = sample.rows(.ratings).count { tmdbIDs.contains($0[1]) }
    #expect(matches > 4000, "a fifth at least finds a film, always another one")
  }

  @Test("has users in order with 20 votes and more, each film once, in the years of MovieLens")
  func votes() throws {
    let rows = try Sample(movies: 3000, ratings: 20_000).rows(.ratings)
    var (user, votesOfUser, film, halfSteps) = (0, 20, 0, 0)
    var perFilm: [Int: Int] = [:]
    for row in rows {
      let (rowUser, rowFilm) = (Int(row[0])!, Int(row[1])!)
      if rowUser != user {
        #expect(rowUser == user + 1 && votesOfUser >= 20)
        (user, votesOfUser, film) = (rowUser, 0, 0)
      }
      #expect(rowFilm > film, "rising, so that none is there twice")
      film = rowFilm
      votesOfUser += 1
      perFilm[film, default: 0] += 1
      halfSteps += Int(Double(row[2])! * 2)
      let year = CalendarDate(daysSinceEpoch: Int(row[3])! / 86_400).year
      #expect((1995...2017).contains(year))
    }
    #expect(votesOfUser >= 20)
    #expect((3.2...3.8).contains(Double(halfSteps) / 2 / Double(rows.count)), "3.5 in real data")
    let most = perFilm.values.sorted(by: >)
    #expect(most.prefix(most.count / 10).reduce(0, +) * 100 > rows.count * 40, "a tenth of the films has most votes")
  }

  @Test("continues from month to month as real deliveries do")
  func months() throws {
    let (before, after) = try (
      Sample(movies: 6000, ratings: 20_000).readings(), Sample(movies: 6000, ratings: 20_000, month: 1).readings()
    )
    let old = Dictionary(uniqueKeysWithValues: before.films.map { ($0.row.movieID, $0) })
    let common = after.films.compactMap { film in old[film.row.movieID].map { ($0, film) } }
    func differing(_ property: (MovieRecord) -> some Equatable) -> Int {
      common.count { property($0) != property($1) }
    }
    #expect(after.films.count - common.count == 24, "4 in 1,000 are new")
    #expect((1...20).contains(before.films.count - common.count), "1 in 2,000 is gone")
    #expect(common.allSatisfy { $1.row.tmdbVoteCount! >= $0.row.tmdbVoteCount! }, "votes never fall")
    #expect(
      common.allSatisfy { $0.row.popularity != $1.row.popularity || $0.row.popularity == nil },
      "popularity always differs")
    #expect((1...120).contains(differing(\.row.revenueUSD)))
    #expect((1...60).contains(differing(\.row.releaseDate)))
    #expect((1...60).contains(differing(\.row.budgetUSD)))
    #expect((1...150).contains(differing(\.companies)))
    #expect((1...100).contains(differing(\.genres)))
    #expect(differing(\.row.imdbID) == 0 && differing(\.row.runtimeMinutes) == 0)
    #expect(after.ratingRecords == 20_200 && after.quarantined == before.quarantined)
  }

  @Test("reports how far it has come, and leaves nothing when it is stopped")
  func progress() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    var files: [String] = []
    try SampleDelivery(movies: 50, ratings: 500).write(to: folder("data.zip")) { progress in
      #expect(progress.records <= progress.recordsInAll)
      if files.last != progress.file { files.append(progress.file) }
    }
    #expect(files == ["movies_metadata.csv", "ratings.csv"])
    #expect(throws: Stop.self) {
      try SampleDelivery(movies: 50, ratings: 500).write(to: folder("other.zip")) { _ in throw Stop() }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data.zip"])
  }

  @Test("says where it cannot write")
  func unwritable() throws {
    let error = try #require(throws: BoxOfficeError.self) {
      try SampleDelivery(movies: 1, ratings: 1).write(to: "/nowhere/data.zip")
    }
    #expect(error.message.contains("/nowhere/data.zip"))
  }
}
