/// One company's figures in the year in which companies are ranked.
package struct RankedCompanyRow: QueryRow, Equatable {
  package let companyID: Int64
  package let companyName: String
  package let searchName: String
  package let figures: Figures
  /// Dense, rising with the exact mean: what a sort by that mean is made of.
  package let popularityRank: Int64?
  package let ratingRank: Int64?

  static func selection(_ allocation: Allocation) -> String {
    "cy.company_id, c.name, c.search_name, \(Figures.selection(from: "cy", allocation)), "
      + "cy.popularity_rank, cy.rating_rank"
  }

  package init(_ cursor: inout RowCursor) throws {
    companyID = try cursor.integer()
    companyName = try cursor.text()
    searchName = try cursor.text()
    figures = try Figures(&cursor)
    popularityRank = try cursor.integerOrNull()
    ratingRank = try cursor.integerOrNull()
  }

  /// The key of the page that ends with this row.
  package func key(for sort: CompanyYearSort) -> PageKey {
    switch sort {
    case .id: PageKey(companyID, companyID)
    case .name: PageKey(searchName, companyID)
    case .releases: PageKey(figures.releases, companyID)
    case .budget: PageKey(figures.budgetUSD, companyID)
    case .revenue: PageKey(figures.revenueUSD, companyID)
    case .profit: PageKey(figures.profitUSD, companyID)
    case .averagePopularity: PageKey(popularityRank, companyID)
    case .votes: PageKey(figures.votes, companyID)
    case .averageRating: PageKey(ratingRank, companyID)
    }
  }
}

/// What the companies of a year can be ranked by; the raw values are the names that the API takes.
package enum CompanyYearSort: String, CaseIterable, Sendable {
  case id, name, releases, budget, revenue, profit, averagePopularity, votes, averageRating

  func column(_ allocation: Allocation) -> SortColumn {
    func money(_ name: String) -> SortColumn {
      SortColumn("cy." + (allocation == .split ? Allocation.splitName(of: name) : name), isNullable: true)
    }
    return switch self {
    case .id: SortColumn("cy.company_id")
    case .name: SortColumn("c.search_name")
    case .releases: SortColumn("cy.releases")
    case .budget: money("budget_usd")
    case .revenue: money("revenue_usd")
    case .profit: money("profit_usd")
    case .averagePopularity: SortColumn("cy.popularity_rank", isNullable: true)
    case .votes: SortColumn("cy.votes")
    case .averageRating: SortColumn("cy.rating_rank", isNullable: true)
    }
  }
}
