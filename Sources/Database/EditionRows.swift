import Domain

/// Where an edition came from, as its own tables say it.
package struct EditionRow: QueryRow, Equatable {
  package let provider: String
  package let number: EditionNumber
  package let delivery: String
  package let takenAt: String
  package let modelDigest: String
  package let counts: EditionRecord.Counts

  static let selection = Schema.edition.columns.dropLast().map(\.name).joined(separator: ", ")

  package init(_ cursor: inout RowCursor) throws {
    provider = try cursor.text()
    number = Int(try cursor.integer())
    delivery = try cursor.text()
    takenAt = try cursor.text()
    modelDigest = try cursor.text()
    var counts = EditionRecord.Counts()
    counts.movies = Int(try cursor.integer())
    counts.moviesCounted = Int(try cursor.integer())
    counts.companies = Int(try cursor.integer())
    counts.genres = Int(try cursor.integer())
    counts.votes = try cursor.integer()
    counts.companyYears = Int(try cursor.integer())
    counts.companyGenreYears = Int(try cursor.integer())
    counts.genreYears = Int(try cursor.integer())
    counts.years = Int(try cursor.integer())
    self.counts = counts
  }
}

/// The validator's report of an edition's delivery: the JSON document as it was written.
package struct EditionReportRow: QueryRow, Equatable {
  package let report: String

  package init(_ cursor: inout RowCursor) throws { report = try cursor.text() }
}
