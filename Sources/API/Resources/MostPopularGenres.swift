import Database

extension Resource {
  /// `genres/most-popular`: one row a year.
  static let mostPopularGenres = Resource(
    name: "mostPopularGenres", path: [.literal("genres"), .literal("most-popular")],
    summary: "The most popular genre of each year",
    details: "Among the genres with at least `minReleases` films in the year; in a year whose largest genre is smaller,"
      + " with as many as that one has. Ties go to the genre with more releases, then to the lower id. `genre` is null"
      + " in a year in which the measure is unknown for all of them.",
    parameters: Parameter.years + [
      Parameter(
        "by", .choice(MostPopularGenre.Measure.allCases.map(\.rawValue)),
        "What popularity is: the mean popularity of the genre's films, its sum, the mean or the number of their votes,"
          + " or the number, revenue or profit of the films.",
        default: .text(MostPopularGenre.Measure.popularity.rawValue)),
      Parameter(
        "minReleases", .integer(1...1_000_000), "Films that a genre must have in the year to take part.",
        default: .integer(MostPopularGenre.defaultMinReleases)),
    ] + Parameter.seriesPaging,
    columns: columns.map(\.description), example: "genres/most-popular?by=revenue"
  ) { request in
    var range = try request.yearsAfterCursor()
    let limit = request.seriesLimit
    let years = try await request.reader.rows(of: Queries.years(range, limit: limit)).map(\.year)
    if let last = years.last { range.to = min(range.to, last) }
    let rows = try await request.reader.rows(of: Queries.genreYears(range))
    let measure = request.arguments.text("by").flatMap(MostPopularGenre.Measure.init(rawValue:)) ?? .popularity
    let minReleases = request.arguments.integer("minReleases") ?? MostPopularGenre.defaultMinReleases
    let chosen = MostPopularGenre.choose(years: years, from: rows, by: measure, minReleases: minReleases)
    return Content.page(columns, chosen, limit: limit) { [.integer(Int64($0.year))] }
      .with(
        meta: FigureNotes.currency
          + [("by", .string(measure.rawValue)), ("minReleases", .integer(minReleases))])
  }

  private static let columns: [Column<MostPopularGenre>] =
    [
      .year { $0.year },
      Column<GenreYearRow>.genre(id: { $0.genreID }, name: { $0.genreName }).orNull { $0.genre },
    ] + Column<GenreYearRow>.figures { $0.figures }.map { column in column.orNull { $0.genre } }
}
