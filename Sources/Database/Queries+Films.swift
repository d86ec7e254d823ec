import Domain

extension Queries {
  /// The films behind a figure. A filter by year gives the films that count in it.
  package static func films(_ filter: FilmFilter, _ page: Page<FilmSort>) -> Query<FilmRow> {
    var parameters = Parameters()
    var from = "movies m"
    var conditions: [String] = []
    if let company = filter.company {
      from += " JOIN movie_companies mc ON mc.movie_id = m.movie_id"
      conditions.append("mc.company_id = \(parameters.add(company))")
    }
    if let genre = filter.genre {
      from += " JOIN movie_genres mg ON mg.movie_id = m.movie_id"
      conditions.append("mg.genre_id = \(parameters.add(genre))")
    }
    if let year = filter.year { conditions.append("m.release_year = \(parameters.add(year))") }
    let select = PagedSelect(
      columns: FilmRow.selection, from: from, conditions: conditions, id: FilmSort.id.column)
    let sql = select.sql(
      sortedBy: page.sort.column, isDescending: page.isDescending, after: page.after, limit: page.limit,
      parameters: &parameters)
    return Query(sql, parameters.values)
  }

  /// One film: one row or none.
  package static func film(_ id: Int64) -> Query<FilmRow> {
    Query("SELECT \(FilmRow.selection) FROM movies m WHERE m.movie_id = $1", [.integer(id)])
  }

  /// The companies of films, by film and by position in its list.
  package static func companies(ofFilms ids: [Int64]) -> Query<FilmNameRow> {
    var parameters = Parameters()
    return Query(
      """
      SELECT mc.movie_id, c.company_id, c.name FROM movie_companies mc \
      JOIN companies c ON c.company_id = mc.company_id WHERE \(isOne(of: ids, "mc.movie_id", &parameters)) \
      ORDER BY mc.movie_id, mc.position
      """, parameters.values)
  }

  /// The genres of films, by film and by position in its list.
  package static func genres(ofFilms ids: [Int64]) -> Query<FilmNameRow> {
    var parameters = Parameters()
    return Query(
      """
      SELECT mg.movie_id, g.genre_id, g.name FROM movie_genres mg \
      JOIN genres g ON g.genre_id = mg.genre_id WHERE \(isOne(of: ids, "mg.movie_id", &parameters)) \
      ORDER BY mg.movie_id, mg.position
      """, parameters.values)
  }

  /// How a film was rated, by year of voting.
  package static func votes(ofFilm id: Int64) -> Query<FilmVotesRow> {
    Query("SELECT \(FilmVotesRow.selection) FROM movie_votes WHERE movie_id = $1 ORDER BY year", [.integer(id)])
  }

  private static func isOne(of ids: [Int64], _ column: String, _ parameters: inout Parameters) -> String {
    guard !ids.isEmpty else { return "1 = 0" }
    return "\(column) IN (\(ids.map { parameters.add($0) }.joined(separator: ", ")))"
  }
}
