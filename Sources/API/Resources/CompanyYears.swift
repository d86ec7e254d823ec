import Database

extension Resource {
  /// `companies/{id}/years`: a company's figures by year.
  static let companyYears = Resource(
    name: "companyYears", path: [.literal("companies"), .number("companyId"), .literal("years")],
    summary: "A company's figures by year",
    details: "A film counts in full for each of its companies, so that companies must not be added up, unless the money"
      + " is split.",
    parameters: Parameter.years + [.allocation] + Parameter.seriesPaging,
    columns: columns.map(\.description), example: "companies/7/years?from=2001&to=2001"
  ) { request in
    let company = try await request.company()
    let years = try request.yearsAfterCursor()
    let limit = request.seriesLimit
    let rows = try await request.reader.rows(
      of: Queries.companyYears(company.id, years, request.allocation, limit: limit))
    let named = rows.map { NamedYear(company: company, year: $0) }
    return Content.page(columns, named, limit: limit) { [.integer(Int64($0.year.year))] }
      .with(meta: FigureNotes.money(request.allocation))
  }

  private struct NamedYear: Sendable {
    let company: CompanyRow
    let year: YearRow
  }

  private static let columns: [Column<NamedYear>] =
    [.company(id: { $0.company.id }, name: { $0.company.name }), .year { $0.year.year }]
    + Column.figures { $0.year.figures }
}
