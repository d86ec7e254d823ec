import Database
import Domain

extension Resource {
  /// The provider itself, and the edition that is current or named.
  static let overview = Resource(
    name: "overview", path: [],
    summary: "The provider and its edition", details: "What is in the edition, and where to go on.",
    columns: columns.map(\.description), isObject: true, example: ""
  ) { request in
    Content.object(columns, request.reader.edition).with(links: [
      ("companies", "companies"), ("genres", "genres"), ("years", "years"), ("movies", "movies"),
      ("mostPopularGenres", "genres/most-popular"), ("genreYears", "genres/years"),
      ("editions", "/v1/\(request.provider.id)/editions"),
    ])
  }

  private static let columns: [Column<EditionRecord>] = [
    .text("provider", "The provider.") { $0.provider.name },
    .integer("edition", "The edition's number; `@number` in the path pins it.") { Int64($0.number) },
    .text("delivery", "SHA-256 of the data.zip that the edition was made from.") { $0.delivery.hex },
    editionCounts.on { $0.counts },
  ]

  /// Row counts of an edition.
  static let editionCounts = Column<EditionRecord.Counts>.group(
    "counts", "What is in the edition.",
    [
      .integer("movies", "Films, also those that count in no figure.") { Int64($0.movies) },
      .integer("moviesCounted", "Films that count: released, with a valid date.") { Int64($0.moviesCounted) },
      .integer("companies", "Companies.") { Int64($0.companies) },
      .integer("genres", "Genres.") { Int64($0.genres) },
      .integer("votes", "Votes that reach a film.") { $0.votes },
      .integer("companyYears", "Rows of figures by company by year.") { Int64($0.companyYears) },
      .integer("companyGenreYears", "Rows of releases by company by genre by year.") { Int64($0.companyGenreYears) },
      .integer("genreYears", "Rows of figures by genre by year.") { Int64($0.genreYears) },
      .integer("years", "Years with a release.") { Int64($0.years) },
    ])
}
