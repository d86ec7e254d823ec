import Domain

extension EditionRecord.Counts {
  /// The count that is the number of rows of a table.
  package func rows(of table: TableDefinition) -> Int? {
    switch table.name {
    case Schema.movies.name: movies
    case Schema.companies.name: companies
    case Schema.genres.name: genres
    case Schema.companyYears.name: companyYears
    case Schema.companyGenreYears.name: companyGenreYears
    case Schema.genreYears.name: genreYears
    case Schema.yearTotals.name: years
    default: nil
    }
  }
}
