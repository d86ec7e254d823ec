import Domain

/// A film, as the serving table has it: the delivered row and what was computed from it.
package struct FilmRow: QueryRow, Equatable {
  package let id: Int64
  package let imdbID: String?
  package let title: String
  /// `title` as `SearchText` folds it: what lists are sorted by.
  package let searchTitle: String
  package let originalTitle: String?
  package let originalLanguage: String?
  package let status: String?
  /// `YYYY-MM-DD`.
  package let releaseDate: String?
  /// The year the film counts in; `nil` unless it is `Released` and dated.
  package let releaseYear: Int?
  package let budgetUSD: Int64?
  package let revenueUSD: Int64?
  package let profitUSD: Int64?
  package let popularity: Micros?
  package let runtimeMinutes: Int64?
  package let tmdbVoteAverage: Micros?
  package let tmdbVoteCount: Int64?
  /// Votes of ratings.csv, all voting years.
  package let votes: Int64
  /// The sum of those votes in half stars.
  package let ratingHalfSteps: Int64
  /// Dense, rising with the exact mean over all films.
  package let ratingRank: Int64?
  /// The physical line of the delivered movies_metadata.csv on which the film's record starts.
  package let sourceLine: Int

  static let selection = Schema.movies.columns.map { "m.\($0.name)" }.joined(separator: ", ")

  package init(_ cursor: inout RowCursor) throws {
    id = try cursor.integer()
    imdbID = try cursor.textOrNull()
    title = try cursor.text()
    searchTitle = try cursor.text()
    originalTitle = try cursor.textOrNull()
    originalLanguage = try cursor.textOrNull()
    status = try cursor.textOrNull()
    releaseDate = try cursor.textOrNull()
    releaseYear = try cursor.integerOrNull().map(Int.init)
    budgetUSD = try cursor.integerOrNull()
    revenueUSD = try cursor.integerOrNull()
    profitUSD = try cursor.integerOrNull()
    popularity = try cursor.integerOrNull().map(Micros.init(millionths:))
    runtimeMinutes = try cursor.integerOrNull()
    tmdbVoteAverage = try cursor.integerOrNull().map(Micros.init(millionths:))
    tmdbVoteCount = try cursor.integerOrNull()
    votes = try cursor.integer()
    ratingHalfSteps = try cursor.integer()
    ratingRank = try cursor.integerOrNull()
    sourceLine = Int(try cursor.integer())
  }

  /// `nil` when nobody voted.
  package var averageRating: Mean? { Mean(sum: ratingHalfSteps, count: votes, unitsPerOne: 2) }

  /// The key of the page that ends with this row.
  package func key(for sort: FilmSort) -> PageKey {
    switch sort {
    case .id: PageKey(id, id)
    case .title: PageKey(searchTitle, id)
    case .releaseDate: PageKey(releaseDate, id)
    case .budget: PageKey(budgetUSD, id)
    case .revenue: PageKey(revenueUSD, id)
    case .profit: PageKey(profitUSD, id)
    case .popularity: PageKey(popularity?.millionths, id)
    case .votes: PageKey(votes, id)
    case .averageRating: PageKey(ratingRank, id)
    }
  }
}

/// What films can be sorted by; the raw values are the names that the API takes.
package enum FilmSort: String, CaseIterable, Sendable {
  case id, title, releaseDate, budget, revenue, profit, popularity, votes, averageRating

  var column: SortColumn {
    switch self {
    case .id: SortColumn("m.movie_id")
    case .title: SortColumn("m.search_title")
    case .releaseDate: SortColumn("m.release_date", isNullable: true)
    case .budget: SortColumn("m.budget_usd", isNullable: true)
    case .revenue: SortColumn("m.revenue_usd", isNullable: true)
    case .profit: SortColumn("m.profit_usd", isNullable: true)
    case .popularity: SortColumn("m.popularity_millionths", isNullable: true)
    case .votes: SortColumn("m.votes")
    case .averageRating: SortColumn("m.rating_rank", isNullable: true)
    }
  }
}

/// Which films a list has: those behind a figure. `nil` does not restrict.
package struct FilmFilter: Sendable, Hashable {
  package var company: Int64?
  package var genre: Int64?
  /// The year a film counts in.
  package var year: Int?

  package init(company: Int64? = nil, genre: Int64? = nil, year: Int? = nil) {
    self.company = company
    self.genre = genre
    self.year = year
  }
}
