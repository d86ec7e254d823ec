import Database

extension Resource {
  /// `genres/{id}/years`: one genre's figures by year.
  static let genreYears = Resource(
    name: "genreYears", path: [.literal("genres"), .number("genreId"), .literal("years")],
    summary: "A genre's figures by year",
    details: "A film counts in full for each of its genres, so that genres must not be added up, unless the money is"
      + " split.",
    parameters: Parameter.years + [.allocation] + Parameter.seriesPaging,
    columns: columns.map(\.description), example: "genres/18/years"
  ) { request in
    try await answer(request, genre: try await request.genre(request.numbers[0]).id)
  }

  /// `genres/years`: the figures of all genres by year.
  static let genreYearsOfAll = Resource(
    name: "genreYearsOfAll", path: [.literal("genres"), .literal("years")],
    summary: "Figures by genre by year",
    details: "A film counts in full for each of its genres, so that genres must not be added up, unless the money is"
      + " split; `years` has totals in which every film counts once.",
    parameters: Parameter.years + [
      Parameter("genre", .integer(1...Int64.max), "Only this genre, by its id."), .allocation,
    ]
      + Parameter.seriesPaging,
    columns: columns.map(\.description), example: "genres/years?from=2002"
  ) { request in
    let genre = request.arguments.integer("genre")
    if let genre { _ = try await request.genre(genre) }
    return try await answer(request, genre: genre)
  }

  private static func answer(_ request: ResourceRequest, genre: Int64?) async throws -> Content {
    let limit = request.seriesLimit
    let rows = try await request.reader.rows(
      of: Queries.genreYears(
        genre: genre, request.years, request.allocation, after: try request.afterYearAndGenre(), limit: limit))
    return Content.page(columns, rows, limit: limit) { $0.key.cursor }
      .with(meta: FigureNotes.money(request.allocation))
  }

  private static let columns: [Column<GenreYearRow>] =
    [.year { $0.year }, .genre(id: { $0.genreID }, name: { $0.genreName })] + Column.figures { $0.figures }
}
