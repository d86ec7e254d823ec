import Database

extension Resource {
  /// `genres`: all of them.
  static let genres = Resource(
    name: "genres", path: [.literal("genres")],
    summary: "List genres", details: "By id, with their figures over all years.",
    parameters: Parameter.paging, columns: genreColumns.map(\.description), example: "genres"
  ) { request in
    let limit = request.listLimit
    let rows = try await request.reader.rows(of: Queries.genres(after: try request.afterNumber(), limit: limit))
    return Content.page(genreColumns, rows, limit: limit) { [.integer($0.id)] }.with(meta: FigureNotes.currency)
  }

  /// `genres/{id}`: one.
  static let genre = Resource(
    name: "genre", path: [.literal("genres"), .number("genreId")],
    summary: "One genre", details: "Its figures over all years, and where to go on.",
    columns: genreColumns.map(\.description), isObject: true, example: "genres/18"
  ) { request in
    let genre = try await request.genre(request.numbers[0])
    return Content.object(genreColumns, genre).with(
      meta: FigureNotes.currency,
      links: [("years", "genres/\(genre.id)/years"), ("movies", "movies?genre=\(genre.id)")])
  }

  private static let genreColumns: [Column<GenreRow>] =
    [
      .integer("id", "TMDB's id of the genre.") { $0.id },
      .text("name", "The genre's name.") { $0.name },
    ] + Column.span(first: { $0.firstYear }, last: { $0.lastYear }) + Column.figures { $0.figures }
}

extension ResourceRequest {
  func genre(_ id: Int64) async throws -> GenreRow {
    guard let genre = try await reader.row(of: Queries.genre(id)) else {
      throw Problem(.unknownGenre, "there is no genre with this id in the edition; 'genres' lists them all")
    }
    return genre
  }
}
