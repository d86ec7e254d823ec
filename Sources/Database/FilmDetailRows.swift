import Domain

/// A company or a genre of a film.
package struct FilmNameRow: QueryRow, Equatable {
  /// The film, since the names of a whole page of films can be asked for at once.
  package let filmID: Int64
  package let id: Int64
  package let name: String

  package init(_ cursor: inout RowCursor) throws {
    filmID = try cursor.integer()
    id = try cursor.integer()
    name = try cursor.text()
  }
}

/// How a film was rated in one year of voting (UTC).
package struct FilmVotesRow: QueryRow, Equatable {
  package let year: Int
  /// Ten counts, for 0.5, 1.0 … 5.0 stars.
  package let votes: [Int64]

  static let selection = Schema.movieVotes.columns.dropFirst().map(\.name).joined(separator: ", ")

  package init(_ cursor: inout RowCursor) throws {
    year = Int(try cursor.integer())
    var votes: [Int64] = []
    for _ in 1...10 { votes.append(try cursor.integer()) }
    self.votes = votes
  }
}
