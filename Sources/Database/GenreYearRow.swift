/// One genre's figures in one year.
package struct GenreYearRow: QueryRow, Equatable {
  package let year: Int
  package let genreID: Int64
  package let genreName: String
  package let figures: Figures

  static func selection(_ allocation: Allocation) -> String {
    "gy.year, gy.genre_id, g.name, \(Figures.selection(from: "gy", allocation))"
  }

  package init(year: Int, genreID: Int64, genreName: String, figures: Figures) {
    self.year = year
    self.genreID = genreID
    self.genreName = genreName
    self.figures = figures
  }

  package init(_ cursor: inout RowCursor) throws {
    year = Int(try cursor.integer())
    genreID = try cursor.integer()
    genreName = try cursor.text()
    figures = try Figures(&cursor)
  }

  /// The key of the page that ends with this row.
  package var key: YearGenreKey { YearGenreKey(year: year, genreID: genreID) }
}

/// How many films of one genre a company released in one year.
package struct CompanyGenreYearRow: QueryRow, Equatable {
  package let year: Int
  package let genreID: Int64
  package let genreName: String
  package let releases: Int64

  static let selection = "cgy.year, cgy.genre_id, g.name, cgy.releases"

  package init(_ cursor: inout RowCursor) throws {
    year = Int(try cursor.integer())
    genreID = try cursor.integer()
    genreName = try cursor.text()
    releases = try cursor.integer()
  }

  /// The key of the page that ends with this row.
  package var key: YearGenreKey { YearGenreKey(year: year, genreID: genreID) }
}
