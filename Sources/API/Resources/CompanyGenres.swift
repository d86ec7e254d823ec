import Database

extension Resource {
  /// `companies/{id}/genres`: a company's releases by genre by year.
  static let companyGenres = Resource(
    name: "companyGenres", path: [.literal("companies"), .number("companyId"), .literal("genres")],
    summary: "A company's releases by genre by year",
    details: "A film of two genres counts in both.",
    parameters: Parameter.years + Parameter.seriesPaging,
    columns: columns.map(\.description), example: "companies/9/genres"
  ) { request in
    let company = try await request.company()
    let limit = request.seriesLimit
    let rows = try await request.reader.rows(
      of: Queries.companyGenreYears(
        company.id, request.years, after: try request.afterYearAndGenre(), limit: limit))
    let named = rows.map { NamedCount(company: company, count: $0) }
    return Content.page(columns, named, limit: limit) { $0.count.key.cursor }
  }

  private struct NamedCount: Sendable {
    let company: CompanyRow
    let count: CompanyGenreYearRow
  }

  private static let columns: [Column<NamedCount>] = [
    .company(id: { $0.company.id }, name: { $0.company.name }),
    .year { $0.count.year },
    .genre(id: { $0.count.genreID }, name: { $0.count.genreName }),
    .integer("releases", "Films of this genre that the company released in the year.") { $0.count.releases },
  ]
}
