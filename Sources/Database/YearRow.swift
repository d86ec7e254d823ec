/// One year's figures: of one company, or of all films.
package struct YearRow: QueryRow, Equatable {
  package let year: Int
  package let figures: Figures

  static func selection(from table: String, _ allocation: Allocation = .full) -> String {
    "\(table).year, \(Figures.selection(from: table, allocation))"
  }

  package init(_ cursor: inout RowCursor) throws {
    year = Int(try cursor.integer())
    figures = try Figures(&cursor)
  }
}
