import Domain

/// The model CSVs in a folder, as the parser wrote them.
package struct ModelFolder: ModelSource {
  let folder: String

  package init(_ folder: String) { self.folder = folder }

  package func films(_ body: (_ film: MovieRow, _ line: Int) throws -> Void) throws -> ContentDigest? {
    try ModelFile(.movies, in: folder).rows { row in try body(try MovieRow(row), row.line) }
  }

  package func names(
    _ table: ModelTable, _ body: (_ name: NamedID, _ line: Int) throws -> Void
  ) throws -> ContentDigest? {
    try ModelFile(table, in: folder).rows { row in
      try body(NamedID(id: try row.integer(0), name: row.text(1)), row.line)
    }
  }

  package func numbers(
    _ table: ModelTable, _ body: (_ values: UnsafeBufferPointer<Int64>, _ line: Int) throws -> Void
  ) throws -> ContentDigest? {
    try IntegerRows.read(ModelFile(table, in: folder), body)
  }

  package func damaged(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "model-damaged",
      message: "the model CSVs in \(folder) are damaged: \(what); remove them so that the delivery is parsed again")
  }
}

extension MovieRow {
  /// A row of movies.csv.
  fileprivate init(_ row: ModelRow) throws {
    self.init(
      movieID: try row.integer(Column.movieID), title: row.text(Column.title),
      sourceLine: Int(try row.integer(Column.sourceLine)))
    imdbID = row.textOrNull(Column.imdbID)
    originalTitle = row.textOrNull(Column.originalTitle)
    originalLanguage = row.textOrNull(Column.originalLanguage)
    status = row.textOrNull(Column.status)
    releaseDate = try row.dateOrNull(Column.releaseDate)
    budgetUSD = try row.integerOrNull(Column.budget)
    revenueUSD = try row.integerOrNull(Column.revenue)
    popularity = try row.millionthsOrNull(Column.popularity).map(Micros.init(millionths:))
    runtimeMinutes = try row.integerOrNull(Column.runtime)
    tmdbVoteAverage = try row.millionthsOrNull(Column.tmdbVoteAverage).map(Micros.init(millionths:))
    tmdbVoteCount = try row.integerOrNull(Column.tmdbVoteCount)
    let year = try row.integerOrNull(Column.releaseYear)
    guard year == releaseYear.map(Int64.init) else {
      throw row.damage("\(year.map { "the year \($0)" } ?? "no year") where status and date say otherwise")
    }
  }

  /// Numbers of the columns of `movies.csv`.
  private enum Column {
    static let movieID = 0
    static let imdbID = 1
    static let title = 2
    static let originalTitle = 3
    static let originalLanguage = 4
    static let status = 5
    static let releaseDate = 6
    static let releaseYear = 7
    static let budget = 8
    static let revenue = 9
    static let popularity = 10
    static let runtime = 11
    static let tmdbVoteAverage = 12
    static let tmdbVoteCount = 13
    static let sourceLine = 14
  }
}
