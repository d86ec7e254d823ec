import Database

extension Resource {
  /// `companies/years`: the companies of one year, ranked.
  static let companyRanking = Resource(
    name: "companyRanking", path: [.literal("companies"), .literal("years")],
    summary: "The companies of a year, ranked",
    parameters: [
      Parameter("year", .integer(1...9999), "The year of release.", isRequired: true),
      .sort(CompanyYearSort.allCases.map(\.rawValue), default: "-\(CompanyYearSort.revenue.rawValue)"), .allocation,
    ] + Parameter.paging,
    columns: columns.map(\.description), example: "companies/years?year=2001"
  ) { request in
    guard let year = request.arguments.integer("year").map(Int.init) else {
      throw Problem(.missingParameter, "parameter 'year' is required")
    }
    let page = try request.page(by: CompanyYearSort.self)
    let rows = try await request.reader.rows(of: Queries.companies(rankedIn: year, request.allocation, page))
    return Content.page(columns(year), rows, limit: page.limit) { $0.key(for: page.sort).cursor }
      .with(meta: FigureNotes.money(request.allocation))
  }

  private static let columns = columns(0)

  private static func columns(_ year: Int) -> [Column<RankedCompanyRow>] {
    [.year { _ in year }, .company(id: { $0.companyID }, name: { $0.companyName })] + Column.figures { $0.figures }
  }
}
