import Domain

/// The serving tables of an edition: what the API reads, computed once when the edition is built.
///
/// Every column is an integer or a text; decimals are whole millionths (popularity) or half steps (ratings), so that no
/// figure depends on an engine's floating-point arithmetic. `docs/data-model.md` draws and explains them.
package enum Schema {
  /// In the order in which they are loaded.
  package static let tables: [TableDefinition] = [
    edition, movies, companies, genres, movieCompanies, movieGenres, movieVotes, companyYears, companyGenreYears,
    genreYears, yearTotals,
  ]

  /// Where the edition came from, and the validator's report. One row. It has no publishing time: an edition's rows never
  /// change, and it is published after it was built.
  package static let edition = TableDefinition(
    "edition", key: ["number"],
    [
      .text("provider"), .integer("number"), .text("delivery"), .text("taken_at"), .text("model_digest"),
      .integer("movies"), .integer("movies_counted"), .integer("companies"), .integer("genres"), .integer("votes"),
      .integer("company_years"), .integer("company_genre_years"), .integer("genre_years"), .integer("years"),
      .text("report"),
    ])

  /// Every film of the delivery, also those that do not count (`release_year` is NULL).
  package static let movies = TableDefinition(
    "movies", key: ["movie_id"],
    [
      .integer("movie_id"), .text("imdb_id").orNull, .text("title"), .text("search_title"),
      .text("original_title").orNull, .text("original_language").orNull, .text("status").orNull,
      .text("release_date").orNull, .integer("release_year").orNull, .integer("budget_usd").orNull,
      .integer("revenue_usd").orNull, .integer("profit_usd").orNull, .integer("popularity_millionths").orNull,
      .integer("runtime_minutes").orNull, .integer("tmdb_vote_average_millionths").orNull,
      .integer("tmdb_vote_count").orNull, .integer("votes"), .integer("rating_half_steps"),
      .integer("rating_rank").orNull, .integer("source_line"),
    ],
    indexes: [
      IndexDefinition("release_year", "movie_id", onlyKnown: "release_year"),
      IndexDefinition("search_title", "movie_id"),
      IndexDefinition("release_date", "movie_id", onlyKnown: "release_date"),
      IndexDefinition("budget_usd", "movie_id", onlyKnown: "budget_usd"),
      IndexDefinition("revenue_usd", "movie_id", onlyKnown: "revenue_usd"),
      IndexDefinition("profit_usd", "movie_id", onlyKnown: "profit_usd"),
      IndexDefinition("popularity_millionths", "movie_id", onlyKnown: "popularity_millionths"),
      IndexDefinition("votes", "movie_id"),
      IndexDefinition("rating_rank", "movie_id", onlyKnown: "rating_rank"),
      // Few films are without these. Most are without money, so that walking along the key finds the next ones at once.
      IndexDefinition("movie_id", onlyUnknown: "release_date"),
      IndexDefinition("movie_id", onlyUnknown: "popularity_millionths"),
      IndexDefinition("movie_id", onlyUnknown: "rating_rank"),
    ])

  /// Every company that a film names, with its figures over all years.
  package static let companies = TableDefinition(
    "companies", key: ["company_id"],
    [
      .integer("company_id"), .text("name"), .text("search_name"), .integer("first_year").orNull,
      .integer("last_year").orNull,
    ] + Figures.columns,
    indexes: [
      IndexDefinition("search_name", "company_id"),
      IndexDefinition("releases", "company_id"),
      IndexDefinition("budget_usd", "company_id", onlyKnown: "budget_usd"),
      IndexDefinition("revenue_usd", "company_id", onlyKnown: "revenue_usd"),
      IndexDefinition("profit_usd", "company_id", onlyKnown: "profit_usd"),
    ])

  /// Every genre that a film names, with its figures over all years.
  package static let genres = TableDefinition(
    "genres", key: ["genre_id"],
    [
      .integer("genre_id"), .text("name"), .integer("first_year").orNull, .integer("last_year").orNull,
    ] + Figures.columns)

  /// `position` is the place in the film's own list, from 0.
  package static let movieCompanies = TableDefinition(
    "movie_companies", key: ["movie_id", "company_id"],
    [.integer("movie_id"), .integer("company_id"), .integer("position")],
    indexes: [IndexDefinition("company_id", "movie_id")])

  /// `position` is the place in the film's own list, from 0.
  package static let movieGenres = TableDefinition(
    "movie_genres", key: ["movie_id", "genre_id"],
    [.integer("movie_id"), .integer("genre_id"), .integer("position")],
    indexes: [IndexDefinition("genre_id", "movie_id")])

  /// How often each rating was given to a film in one year of voting (UTC): `votes_0_5` … `votes_5_0`.
  package static let movieVotes = TableDefinition(
    "movie_votes", key: ["movie_id", "year"], ModelTable.movieVotes.columns.map { .integer($0) })

  /// Figures by company by release year. The ranks are dense and rise with the exact mean of the year's companies, so that
  /// SQL can sort and page by a mean without computing one.
  package static let companyYears = TableDefinition(
    "company_years", key: ["company_id", "year"],
    [.integer("company_id"), .integer("year")] + Figures.columns + Figures.splitColumns + [
      .integer("popularity_rank").orNull, .integer("rating_rank").orNull,
    ],
    indexes: [IndexDefinition("year", "company_id")])

  package static let companyGenreYears = TableDefinition(
    "company_genre_years", key: ["company_id", "year", "genre_id"],
    [.integer("company_id"), .integer("year"), .integer("genre_id"), .integer("releases")])

  package static let genreYears = TableDefinition(
    "genre_years", key: ["genre_id", "year"],
    [.integer("genre_id"), .integer("year")] + Figures.columns + Figures.splitColumns,
    indexes: [IndexDefinition("year", "genre_id")])

  /// Figures by release year, each film counted once.
  package static let yearTotals = TableDefinition("year_totals", key: ["year"], [.integer("year")] + Figures.columns)
}
