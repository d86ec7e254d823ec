/// A film: one row of `movies.csv`. Keys are the provider's own (TMDB) ids. No text that may be missing is empty.
package struct MovieRow: Sendable, Equatable {
  package var movieID: Int64
  package var imdbID: String?
  package var title: String
  package var originalTitle: String?
  package var originalLanguage: String?
  package var status: String?
  package var releaseDate: CalendarDate?
  /// Whole US dollars; `nil` is unknown (blank or zero in the delivery).
  package var budgetUSD: Int64?
  package var revenueUSD: Int64?
  package var popularity: Micros?
  package var runtimeMinutes: Int64?
  package var tmdbVoteAverage: Micros?
  package var tmdbVoteCount: Int64?
  /// The physical line of movies_metadata.csv on which the film's record starts.
  package var sourceLine: Int

  package init(movieID: Int64, title: String, sourceLine: Int) {
    self.movieID = movieID
    self.title = title
    self.sourceLine = sourceLine
  }

  /// The only status whose films count.
  package static let released = "Released"

  /// The year the film counts in; `nil` unless it is `Released` and dated.
  package var releaseYear: Int? { status == Self.released ? releaseDate?.year : nil }
}

/// A company or a genre as a film's list names it: key and name.
package struct NamedID: Sendable, Hashable {
  package var id: Int64
  package var name: String

  package init(id: Int64, name: String) {
    self.id = id
    self.name = name
  }
}

/// One row of `movie_votes.csv`: how often each rating was given to a film in one year of voting (UTC).
package struct MovieVotesRow: Sendable, Equatable {
  package var movieID: Int64
  package var year: Int
  /// Ten counts, for 0.5, 1.0 … 5.0 stars.
  package var votes: [Int64]

  package init(movieID: Int64, year: Int, votes: [Int64]) {
    precondition(votes.count == 10, "one count per half step")
    self.movieID = movieID
    self.year = year
    self.votes = votes
  }
}

/// The six tables of the data model, in the order they are written and loaded.
package enum ModelTable: String, CaseIterable, Sendable, Codable {
  case movies
  case companies
  case genres
  case movieCompanies = "movie_companies"
  case movieGenres = "movie_genres"
  case movieVotes = "movie_votes"

  package var fileName: String { "\(rawValue).csv" }

  /// The header row, which is also the column list of the table.
  package var columns: [String] {
    switch self {
    case .movies:
      [
        "movie_id", "imdb_id", "title", "original_title", "original_language", "status", "release_date",
        "release_year", "budget_usd", "revenue_usd", "popularity", "runtime_minutes", "tmdb_vote_average",
        "tmdb_vote_count", "source_line",
      ]
    case .companies: ["company_id", "name"]
    case .genres: ["genre_id", "name"]
    case .movieCompanies: ["movie_id", "company_id", "position"]
    case .movieGenres: ["movie_id", "genre_id", "position"]
    case .movieVotes:
      ["movie_id", "year"] + (1...10).map { "votes_\($0 / 2)_\($0 % 2 * 5)" }
    }
  }
}
