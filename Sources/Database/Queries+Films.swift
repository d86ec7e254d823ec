import Domain

extension Queries {
  /// The films behind a figure. A filter by year gives the films that count in it.
  package static func films(_ filter: FilmFilter, _ page: Page<FilmSort>) -> Query<FilmRow> {
    var from = "movies m"
    if filter.company != nil { from += " JOIN movie_companies mc ON mc.movie_id = m.movie_id" }
    if filter.genre != nil { from += " JOIN movie_genres mg ON mg.movie_id = m.movie_id" }
    var select = PagedSelect(columns: FilmRow.selection, from: from, id: "m.movie_id")
    if let company = filter.company { select.conditions.append("mc.company_id = \(select.parameters.add(company))") }
    if let genre = filter.genre { select.conditions.append("mg.genre_id = \(select.parameters.add(genre))") }
    if let year = filter.year { select.conditions.append("m.release_year = \(select.parameters.add(year))") }
    return select.query(
      sortedBy: page.sort.column, isDescending: page.isDescending, after: page.after, limit: page.limit)
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

  /// The list is filled up to a power of two with its last id, so that engines keep eleven prepared statements for pages of
  /// up to 1,024 films and not one for each length.
  static func isOne(of ids: [Int64], _ column: String, _ parameters: inout Parameters) -> String {
    guard let last = ids.last else { return "1 = 0" }
    var places = 1
    while places < ids.count { places *= 2 }
    let filled = ids + Array(repeating: last, count: places - ids.count)
    return "\(column) IN (\(filled.map { parameters.add($0) }.joined(separator: ", ")))"
  }
}
