import Domain

extension Queries {
  /// Genres by id; a next page starts after the id of the last row.
  package static func genres(after id: Int64?, limit: Int) -> Query<GenreRow> {
    var parameters = Parameters()
    let filter = id.map { " WHERE g.genre_id > \(parameters.add($0))" } ?? ""
    return Query(
      "SELECT \(GenreRow.selection) FROM genres g\(filter) ORDER BY g.genre_id LIMIT \(parameters.add(limit + 1))",
      parameters.values)
  }

  /// One genre: one row or none.
  package static func genre(_ id: Int64) -> Query<GenreRow> {
    Query("SELECT \(GenreRow.selection) FROM genres g WHERE g.genre_id = $1", [.integer(id)])
  }

  /// Figures by year and genre id: of one genre, or of all.
  package static func genreYears(
    genre: Int64?, _ years: YearRange, _ allocation: Allocation, after key: YearGenreKey?, limit: Int
  ) -> Query<GenreYearRow> {
    var parameters = Parameters()
    var conditions = genre.map { ["gy.genre_id = \(parameters.add($0))"] } ?? []
    conditions += yearConditions("gy", years, after: key, &parameters)
    return Query(
      """
      SELECT \(GenreYearRow.selection(allocation)) FROM genre_years gy \
      JOIN genres g ON g.genre_id = gy.genre_id WHERE \(conditions.joined(separator: " AND ")) \
      ORDER BY gy.year, gy.genre_id LIMIT \(parameters.add(limit + 1))
      """, parameters.values)
  }

  /// All genres of the years, for `MostPopularGenre` to choose from.
  package static func genreYears(_ years: YearRange) -> Query<GenreYearRow> {
    Query(
      """
      SELECT \(GenreYearRow.selection(.full)) FROM genre_years gy JOIN genres g ON g.genre_id = gy.genre_id \
      WHERE gy.year BETWEEN $1 AND $2 ORDER BY gy.year, gy.genre_id
      """, [.integer(Int64(years.from)), .integer(Int64(years.to))])
  }
}
