import Domain

/// Every read query of the API, one function each; the row types say which columns come in which order.
///
/// The SQL is what SQLite 3.40 and PostgreSQL 15 both understand, with parameters numbered in the order of their first
/// use and keyset paging: a page costs the same wherever in the list it is. Functions with a `limit` return up to
/// `limit + 1` rows; the one too many says that there is a next page.
package enum Queries {
  /// Where the edition came from, with its counts: one row.
  package static func edition() -> Query<EditionRow> {
    Query("SELECT \(EditionRow.selection) FROM edition", [])
  }

  /// The validator's report of the edition's delivery: one row.
  package static func report() -> Query<EditionReportRow> { Query("SELECT report FROM edition", []) }

  /// The figures of each release year, every film counted once, by year.
  package static func years(_ years: YearRange, limit: Int) -> Query<YearRow> {
    Query(
      """
      SELECT \(YearRow.selection(from: "yt")) FROM year_totals yt \
      WHERE yt.year BETWEEN $1 AND $2 ORDER BY yt.year LIMIT $3
      """, [.integer(Int64(years.from)), .integer(Int64(years.to)), .integer(Int64(limit) + 1)])
  }
}
