import Domain

extension Queries {
  /// Companies, those whose name contains `name` if it is given: without regard to case and accents.
  package static func companies(nameContaining name: String?, _ page: Page<CompanySort>) -> Query<CompanyRow> {
    var select = PagedSelect(columns: CompanyRow.selection, from: "companies c", id: "c.company_id")
    if let name {
      let pattern = select.parameters.add(.text(SearchText.containing(name)))
      select.conditions.append("c.search_name LIKE \(pattern) ESCAPE '\\'")
    }
    return select.query(
      sortedBy: page.sort.column, isDescending: page.isDescending, after: page.after, limit: page.limit)
  }

  /// One company: one row or none.
  package static func company(_ id: Int64) -> Query<CompanyRow> {
    Query("SELECT \(CompanyRow.selection) FROM companies c WHERE c.company_id = $1", [.integer(id)])
  }

  /// A company's figures by year; a next page starts at the year after the last one.
  package static func companyYears(
    _ id: Int64, _ years: YearRange, _ allocation: Allocation, limit: Int
  ) -> Query<YearRow> {
    Query(
      """
      SELECT \(YearRow.selection(from: "cy", allocation)) FROM company_years cy \
      WHERE cy.company_id = $1 AND cy.year BETWEEN $2 AND $3 ORDER BY cy.year LIMIT $4
      """,
      [.integer(id), .integer(Int64(years.from)), .integer(Int64(years.to)), .integer(Int64(limit) + 1)])
  }

  /// How many films of each genre a company released, by year and genre id.
  package static func companyGenreYears(
    _ id: Int64, _ years: YearRange, after key: YearGenreKey?, limit: Int
  ) -> Query<CompanyGenreYearRow> {
    var parameters = Parameters()
    var conditions = ["cgy.company_id = \(parameters.add(id))"]
    conditions += yearConditions("cgy", years, after: key, &parameters)
    return Query(
      """
      SELECT \(CompanyGenreYearRow.selection) FROM company_genre_years cgy \
      JOIN genres g ON g.genre_id = cgy.genre_id WHERE \(conditions.joined(separator: " AND ")) \
      ORDER BY cgy.year, cgy.genre_id LIMIT \(parameters.add(limit + 1))
      """, parameters.values)
  }

  /// The companies that released films in a year, ranked.
  package static func companies(
    rankedIn year: Int, _ allocation: Allocation, _ page: Page<CompanyYearSort>
  ) -> Query<RankedCompanyRow> {
    var select = PagedSelect(
      columns: RankedCompanyRow.selection(allocation),
      from: "company_years cy JOIN companies c ON c.company_id = cy.company_id", id: "cy.company_id")
    select.conditions.append("cy.year = \(select.parameters.add(year))")
    return select.query(
      sortedBy: page.sort.column(allocation), isDescending: page.isDescending, after: page.after, limit: page.limit)
  }

  /// The conditions of a walk by year and genre, from where the last page ended.
  static func yearConditions(
    _ table: String, _ years: YearRange, after key: YearGenreKey?, _ parameters: inout Parameters
  ) -> [String] {
    // The key's year bounds the walk over the index; the row comparison leaves out what was on the last page.
    let from = max(years.from, key?.year ?? years.from)
    var conditions = ["\(table).year BETWEEN \(parameters.add(from)) AND \(parameters.add(years.to))"]
    if let key {
      let year = parameters.add(key.year)
      conditions.append("(\(table).year, \(table).genre_id) > (\(year), \(parameters.add(key.genreID)))")
    }
    return conditions
  }
}
