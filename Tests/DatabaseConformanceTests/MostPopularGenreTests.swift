import Database
import Testing

@Suite("The most popular genre of a year")
struct MostPopularGenreTests {
  typealias Measure = MostPopularGenre.Measure

  /// One genre of a year.
  static func genre(
    _ id: Int64, releases: Int64 = 5, popularity: (sum: Int64, count: Int64) = (0, 0), votes: Int64 = 0,
    halfSteps: Int64 = 0, revenue: Int64? = nil, profit: Int64? = nil, year: Int = 2000
  ) -> GenreYearRow {
    var figures = Figures()
    figures.releases = releases
    (figures.popularityMillionths, figures.knownPopularity) = popularity
    figures.votes = votes
    figures.ratingHalfSteps = halfSteps
    figures.revenueUSD = revenue
    figures.profitUSD = profit
    return GenreYearRow(year: year, genreID: id, genreName: "Genre \(id)", figures: figures)
  }

  struct Rule: Sendable, CustomStringConvertible {
    let description: String
    var measure = Measure.popularity
    var minReleases: Int64 = 5
    let genres: [GenreYearRow]
    let winner: Int64?
  }

  static let rules = [
    Rule(
      description: "the highest mean wins, not the highest sum",
      genres: [genre(1, popularity: (100, 50)), genre(2, popularity: (15, 5))], winner: 2),
    Rule(
      description: "with totalPopularity the sum wins", measure: .totalPopularity,
      genres: [genre(1, popularity: (100, 50)), genre(2, popularity: (15, 5))], winner: 1),
    Rule(
      description: "a genre of fewer films than minReleases takes no part",
      genres: [genre(1, releases: 4, popularity: (900, 1)), genre(2, popularity: (1, 1))], winner: 2),
    Rule(
      description: "in a year whose largest genre is smaller, that size is enough",
      genres: [genre(1, releases: 3, popularity: (5, 1)), genre(2, releases: 2, popularity: (9, 1))], winner: 1),
    Rule(
      description: "a given minReleases is lowered too", minReleases: 100,
      genres: [genre(1, releases: 7, popularity: (5, 1)), genre(2, releases: 6, popularity: (9, 1))], winner: 1),
    Rule(
      description: "with minReleases 1 everybody takes part", minReleases: 1,
      genres: [genre(1, releases: 50, popularity: (5, 1)), genre(2, releases: 1, popularity: (9, 1))], winner: 2),
    Rule(
      description: "equal means as different fractions are a tie, which more releases win",
      genres: [genre(1, releases: 5, popularity: (1, 3)), genre(2, releases: 6, popularity: (2, 6))], winner: 2),
    Rule(
      description: "a tie in releases too goes to the lower id",
      genres: [genre(3, popularity: (2, 6)), genre(7, popularity: (1, 3))], winner: 3),
    Rule(
      description: "the lower id wins a tie wherever it stands",
      genres: [genre(7, popularity: (1, 3)), genre(3, popularity: (2, 6))], winner: 3),
    Rule(
      description: "means that differ beyond the sixth decimal are no tie",
      genres: [
        genre(1, releases: 9, popularity: (1_000_000, 3_000_001)), genre(2, popularity: (1_000_000, 3_000_000)),
      ], winner: 2),
    Rule(
      description: "an unknown figure never wins", measure: .revenue,
      genres: [genre(1, releases: 90, revenue: nil), genre(2, revenue: 1)], winner: 2),
    Rule(
      description: "a negative profit beats an unknown one", measure: .profit,
      genres: [genre(1, releases: 90, profit: nil), genre(2, profit: -7)], winner: 2),
    Rule(
      description: "when all are unknown there is none", measure: .rating, genres: [genre(1), genre(2)], winner: nil),
    Rule(
      description: "a genre that is too small does not stand in for unknown ones", measure: .revenue,
      genres: [genre(1, releases: 9), genre(2, releases: 2, revenue: 5)], winner: nil),
    Rule(
      description: "rating is a mean of votes", measure: .rating,
      genres: [genre(1, votes: 10, halfSteps: 50), genre(2, votes: 1, halfSteps: 9)], winner: 2),
    Rule(
      description: "votes are counted", measure: .votes,
      genres: [genre(1, votes: 10, halfSteps: 50), genre(2, votes: 1, halfSteps: 9)], winner: 1),
    Rule(
      description: "releases are counted", measure: .releases,
      genres: [genre(1, releases: 8, popularity: (9, 1)), genre(2, releases: 9)], winner: 2),
    Rule(description: "a year without genres has none", genres: [], winner: nil),
  ]

  @Test("The rule holds", arguments: rules)
  func rule(_ rule: Rule) {
    let chosen = MostPopularGenre.choose(
      years: [2000], from: rule.genres, by: rule.measure, minReleases: rule.minReleases)
    #expect(chosen.count == 1)
    #expect(chosen.first?.year == 2000)
    #expect(chosen.first?.genre?.genreID == rule.winner)
  }

  @Test("Each year asked for has one row, of its own genres")
  func years() {
    let rows = [
      Self.genre(1, popularity: (1, 1), year: 1999), Self.genre(2, popularity: (1, 1), year: 2001),
      Self.genre(3, popularity: (2, 1), year: 2001), Self.genre(4, popularity: (1, 1), year: 2005),
    ]
    let chosen = MostPopularGenre.choose(years: [1999, 2000, 2001], from: rows, by: .popularity)
    #expect(chosen.map(\.year) == [1999, 2000, 2001])
    #expect(chosen.map { $0.genre?.genreID } == [1, nil, 3])
  }
}
