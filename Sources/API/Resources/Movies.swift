import Database
import Domain

extension Resource {
  /// `movies`: the films behind any figure.
  static let movies = Resource(
    name: "movies", path: [.literal("movies")],
    summary: "The films behind a figure",
    details:
      "All films of the delivery, or those of a company, a genre, a year. With `year` the films that count in it;"
      + " a film whose `releaseYear` is null counts in no figure.",
    parameters: [
      Parameter("company", .integer(1...Int64.max), "Only films of this company, by its id."),
      Parameter("genre", .integer(1...Int64.max), "Only films of this genre, by its id."),
      Parameter("year", .integer(1...9999), "Only films that count in this year."),
      .sort(FilmSort.allCases.map(\.rawValue), default: FilmSort.title.rawValue),
    ] + Parameter.paging,
    columns: filmColumns.map(\.description), example: "movies?company=9&sort=-revenue"
  ) { request in
    let filter = FilmFilter(
      company: request.arguments.integer("company"), genre: request.arguments.integer("genre"),
      year: request.arguments.integer("year").map(Int.init))
    let page = try request.page(by: FilmSort.self)
    let rows = try await request.reader.rows(of: Queries.films(filter, page))
    let films = try await request.films(rows)
    return Content.page(filmColumns, films, limit: page.limit) { $0.row.key(for: page.sort).cursor }
      .with(meta: FigureNotes.currency)
  }

  /// `movies/{id}`: one, with its votes by year.
  static let movie = Resource(
    name: "movie", path: [.literal("movies"), .number("movieId")],
    summary: "One film", details: "With the distribution of its votes by year of voting; CSV leaves that out.",
    columns: filmColumns.map(\.description) + [votesByYear].map(\.description), isObject: true, example: "movies/11"
  ) { request in
    guard let row = try await request.reader.row(of: Queries.film(request.numbers[0])) else {
      throw Problem(.unknownMovie, "there is no film with this id in the edition")
    }
    let film = try await request.films([row])[0]
    let votes = try await request.reader.rows(of: Queries.votes(ofFilm: row.id))
    let columns = filmColumns.map { $0.on { (film: FilmWithVotes) in film.film } } + [votesByYear]
    return Content.object(columns, FilmWithVotes(film: film, votes: votes)).with(meta: FigureNotes.currency)
  }

  private struct FilmWithVotes: Sendable {
    let film: Film
    let votes: [FilmVotesRow]
  }

  private static let filmColumns: [Column<Film>] = [
    .integer("id", "TMDB's id of the film.") { $0.row.id },
    .text("title", "The title.") { $0.row.title },
    .textOrNull("originalTitle", "The title in its own language.") { $0.row.originalTitle },
    .textOrNull("originalLanguage", "The language, as ISO 639-1.") { $0.row.originalLanguage },
    .textOrNull("imdbId", "IMDb's id of the film.") { $0.row.imdbID },
    .textOrNull("status", "`Released` or what else the provider says; only released films count.") { $0.row.status },
    .dateOrNull("releaseDate", "The day of release.") { $0.row.releaseDate },
    .integerOrNull("releaseYear", "The year the film counts in; null if it does not.") {
      $0.row.releaseYear.map(Int64.init)
    },
    .integerOrNull("budget", "In US dollars; null is unknown.") { $0.row.budgetUSD },
    .integerOrNull("revenue", "In US dollars; null is unknown.") { $0.row.revenueUSD },
    .integerOrNull("profit", "Revenue minus budget in US dollars; null unless both are known.") { $0.row.profitUSD },
    .decimalOrNull("popularity", "TMDB's popularity.") { Cell($0.row.popularity) },
    .integerOrNull("runtimeMinutes", "The length in minutes.") { $0.row.runtimeMinutes },
    .decimalOrNull("tmdbVoteAverage", "TMDB's own vote average.") { Cell($0.row.tmdbVoteAverage) },
    .integerOrNull("tmdbVoteCount", "TMDB's own number of votes.") { $0.row.tmdbVoteCount },
    .integer("votes", "Votes in ratings.csv, all voting years.") { $0.row.votes },
    .decimalOrNull("averageRating", "Mean of these votes, 0.5 to 5, with six decimals; null without votes.") {
      Cell($0.row.averageRating)
    },
    .names("companies", of: "company", "Its companies, in the film's own order.") { $0.companies },
    .names("genres", of: "genre", "Its genres, in the film's own order.") { $0.genres },
    .integer("sourceLine", "The line of the delivered movies_metadata.csv on which its record starts.") {
      Int64($0.row.sourceLine)
    },
  ]

  private static let votesByYear = Column<FilmWithVotes>.nested(
    "votesByYear",
    schema: [
      "type": "array",
      "items": [
        "type": "object", "required": ["year", "votes", "distribution"],
        "properties": [
          "year": ["type": "integer", "description": "Year of voting (UTC)."],
          "votes": ["type": "integer", "description": "Votes given in it."],
          "distribution": [
            "type": "array", "items": ["type": "integer"], "minItems": 10, "maxItems": 10,
            "description": "How many votes were 0.5, 1.0 … 5.0.",
          ],
        ],
      ],
    ], "The film's votes by year of voting."
  ) { film in
    .array(
      film.votes.map { year in
        [
          "year": .integer(Int64(year.year)), "votes": .integer(year.votes.reduce(0, +)),
          "distribution": .array(year.votes.map(JSONValue.integer)),
        ]
      })
  }
}
