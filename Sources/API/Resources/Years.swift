import Database

extension Resource {
  /// `years`: totals that do not double count.
  static let years = Resource(
    name: "years", path: [.literal("years")],
    summary: "Totals by year", details: "Every film counts once, however many companies and genres it has.",
    parameters: Parameter.years + Parameter.seriesPaging, columns: columns.map(\.description), example: "years"
  ) { request in
    let years = try request.yearsAfterCursor()
    let limit = request.seriesLimit
    let rows = try await request.reader.rows(of: Queries.years(years, limit: limit))
    return Content.page(columns, rows, limit: limit) { [.integer(Int64($0.year))] }.with(meta: FigureNotes.currency)
  }

  private static let columns: [Column<YearRow>] = [.year { $0.year }] + Column.figures { $0.figures }
}
