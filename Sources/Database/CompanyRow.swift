/// A company with its figures over all years.
package struct CompanyRow: QueryRow, Equatable {
  package let id: Int64
  package let name: String
  /// `name` as `SearchText` folds it: what lists are sorted by.
  package let searchName: String
  /// The first and last year with a film that counts; `nil` when there is none.
  package let firstYear: Int?
  package let lastYear: Int?
  package let figures: Figures

  static let selection =
    "c.company_id, c.name, c.search_name, c.first_year, c.last_year, \(Figures.selection(from: "c"))"

  package init(_ cursor: inout RowCursor) throws {
    id = try cursor.integer()
    name = try cursor.text()
    searchName = try cursor.text()
    firstYear = try cursor.integerOrNull().map(Int.init)
    lastYear = try cursor.integerOrNull().map(Int.init)
    figures = try Figures(&cursor)
  }

  /// The key of the page that ends with this row.
  package func key(for sort: CompanySort) -> PageKey {
    switch sort {
    case .id: PageKey(id, id)
    case .name: PageKey(searchName, id)
    case .releases: PageKey(figures.releases, id)
    case .budget: PageKey(figures.budgetUSD, id)
    case .revenue: PageKey(figures.revenueUSD, id)
    case .profit: PageKey(figures.profitUSD, id)
    }
  }
}

/// What companies can be sorted by; the raw values are the names that the API takes.
package enum CompanySort: String, CaseIterable, Sendable {
  case id, name, releases, budget, revenue, profit

  var column: SortColumn {
    switch self {
    case .id: SortColumn("c.company_id")
    case .name: SortColumn("c.search_name")
    case .releases: SortColumn("c.releases")
    case .budget: SortColumn("c.budget_usd", isNullable: true)
    case .revenue: SortColumn("c.revenue_usd", isNullable: true)
    case .profit: SortColumn("c.profit_usd", isNullable: true)
    }
  }
}
