/// A genre with its figures over all years.
package struct GenreRow: QueryRow, Equatable {
  package let id: Int64
  package let name: String
  /// The first and last year with a film that counts; `nil` when there is none.
  package let firstYear: Int?
  package let lastYear: Int?
  package let figures: Figures

  static let selection = "g.genre_id, g.name, g.first_year, g.last_year, \(Figures.selection(from: "g"))"

  package init(_ cursor: inout RowCursor) throws {
    id = try cursor.integer()
    name = try cursor.text()
    firstYear = try cursor.integerOrNull().map(Int.init)
    lastYear = try cursor.integerOrNull().map(Int.init)
    figures = try Figures(&cursor)
  }
}
