import Database

extension Resource {
  /// `companies`: find and list.
  static let companies = Resource(
    name: "companies", path: [.literal("companies")],
    summary: "Find and list companies",
    details: "Every company that a film names, with its figures over all years. `q` finds names that contain it,"
      + " without regard to case and accents.",
    parameters: [
      Parameter("q", .text, "Part of the name, without regard to case and accents."),
      .sort(CompanySort.allCases.map(\.rawValue), default: CompanySort.name.rawValue),
    ] + Parameter.paging,
    columns: companyColumns.map(\.description), example: "companies?q=light"
  ) { request in
    let page = try request.page(by: CompanySort.self)
    let rows = try await request.reader.rows(
      of: Queries.companies(nameContaining: request.arguments.text("q"), page))
    return Content.page(companyColumns, rows, limit: page.limit) { $0.key(for: page.sort).cursor }
      .with(meta: FigureNotes.currency)
  }

  /// `companies/{id}`: one.
  static let company = Resource(
    name: "company", path: [.literal("companies"), .number("companyId")],
    summary: "One company", details: "Its figures over all years, and where to go on.",
    columns: companyColumns.map(\.description), isObject: true, example: "companies/7"
  ) { request in
    let company = try await request.company()
    return Content.object(companyColumns, company).with(
      meta: FigureNotes.currency,
      links: [
        ("years", "companies/\(company.id)/years"), ("genres", "companies/\(company.id)/genres"),
        ("movies", "movies?company=\(company.id)"),
      ])
  }

  private static let companyColumns: [Column<CompanyRow>] =
    [
      .integer("id", "TMDB's id of the company.") { $0.id },
      .text("name", "The company's name.") { $0.name },
    ] + Column.span(first: { $0.firstYear }, last: { $0.lastYear }) + Column.figures { $0.figures }
}

extension ResourceRequest {
  /// The company that the first number of the path names.
  func company() async throws -> CompanyRow {
    guard let company = try await reader.row(of: Queries.company(numbers[0])) else {
      throw Problem(
        .unknownCompany, "there is no company with this id in the edition; companies?q=NAME finds companies by name")
    }
    return company
  }
}
