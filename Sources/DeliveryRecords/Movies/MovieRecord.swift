import Domain

/// A film with its companies and genres, each at most once and in the order of the delivery: the index is the position.
package struct MovieRecord: Sendable, Equatable {
  package var row: MovieRow
  package var companies: [NamedID]
  package var genres: [NamedID]

  package init(row: MovieRow, companies: [NamedID], genres: [NamedID]) {
    self.row = row
    self.companies = companies
    self.genres = genres
  }
}
