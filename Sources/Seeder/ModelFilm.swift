import Database
import Domain

/// What figures need of a film: 80 bytes, whatever its texts.
struct ModelFilm: Sendable {
  let id: Int64
  /// The year it counts in; `nil` if it does not count.
  let year: Int32?
  var values: Figures.Film

  init(_ row: ModelRow) throws {
    id = try row.integer(Column.movieID)
    year = try row.integerOrNull(Column.releaseYear).map { year in
      guard (1...9999).contains(year) else { throw row.damage("the year \(year)") }
      return Int32(year)
    }
    values = Figures.Film(
      budgetUSD: try row.integerOrNull(Column.budget), revenueUSD: try row.integerOrNull(Column.revenue),
      popularityMillionths: try row.millionthsOrNull(Column.popularity), votes: 0, ratingHalfSteps: 0)
  }

  /// Numbers of the columns of `movies.csv`.
  enum Column {
    static let movieID = 0
    static let imdbID = 1
    static let title = 2
    static let originalTitle = 3
    static let originalLanguage = 4
    static let status = 5
    static let releaseDate = 6
    static let releaseYear = 7
    static let budget = 8
    static let revenue = 9
    static let popularity = 10
    static let runtime = 11
    static let tmdbVoteAverage = 12
    static let tmdbVoteCount = 13
    static let sourceLine = 14
  }
}
