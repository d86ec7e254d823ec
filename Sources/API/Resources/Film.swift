import Database
import Domain

/// A film with the names behind its ids.
struct Film: Sendable {
  let row: FilmRow
  let companies: [NamedID]
  let genres: [NamedID]
}

extension ResourceRequest {
  /// Adds the companies and genres of a page of films: two queries, however many films.
  func films(_ rows: [FilmRow]) async throws -> [Film] {
    let ids = rows.map(\.id)
    let companies = try await reader.rows(of: Queries.companies(ofFilms: ids))
    let genres = try await reader.rows(of: Queries.genres(ofFilms: ids))
    let companiesByFilm = Dictionary(grouping: companies, by: \.filmID)
    let genresByFilm = Dictionary(grouping: genres, by: \.filmID)
    return rows.map { row in
      Film(
        row: row, companies: (companiesByFilm[row.id] ?? []).map { NamedID(id: $0.id, name: $0.name) },
        genres: (genresByFilm[row.id] ?? []).map { NamedID(id: $0.id, name: $0.name) })
    }
  }
}
