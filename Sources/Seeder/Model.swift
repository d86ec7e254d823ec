import Database
import Domain

/// A delivery's model as far as figures need it, keys in rising order.
struct Model: Sendable {
  let source: any ModelSource
  let films: [ModelFilm]
  let companies: [NamedID]
  let genres: [NamedID]
  let filmCompanies: Memberships
  let filmGenres: Memberships
  /// All votes that films have.
  let votes: Int64
  /// Of the CSVs that were read.
  let digests: [ModelTable: ContentDigest]

  /// Reads every table, on two threads. Memory grows with the number of films, not with that of votes.
  init(_ source: any ModelSource) async throws {
    let (read, votes) = try await together({ try Tables(source) }, { try FilmVotes.read(source) })
    var tables = read
    try tables.add(votes.films, of: source)
    self.source = source
    films = tables.films
    companies = tables.companies
    genres = tables.genres
    filmCompanies = tables.filmCompanies
    filmGenres = tables.filmGenres
    tables.digests[.movieVotes] = votes.digest
    digests = tables.digests
    var total: Int64 = 0
    for film in votes.films { try Figures.add(film.votes, to: &total) }
    self.votes = total
  }
}

/// All tables but that of the votes.
private struct Tables {
  var films: [ModelFilm] = []
  let companies: [NamedID]
  let genres: [NamedID]
  let filmCompanies: Memberships
  let filmGenres: Memberships
  var digests: [ModelTable: ContentDigest] = [:]

  init(_ source: any ModelSource) throws {
    var films: [ModelFilm] = []
    digests[.movies] = try source.films { film, line in
      if let last = films.last, last.id >= film.movieID {
        throw source.damaged(.movies, "film \(film.movieID) out of order", line: line)
      }
      films.append(ModelFilm(film))
    }
    self.films = films
    (companies, digests[.companies]) = try Self.names(.companies, of: source)
    (genres, digests[.genres]) = try Self.names(.genres, of: source)
    let keys = films.map(\.id)
    (filmCompanies, digests[.movieCompanies]) = try Memberships.read(
      .movieCompanies, of: source, films: keys, groups: companies.map(\.id))
    (filmGenres, digests[.movieGenres]) = try Memberships.read(
      .movieGenres, of: source, films: keys, groups: genres.map(\.id))
  }

  mutating func add(_ votes: [FilmVotes], of source: any ModelSource) throws {
    var film = 0
    for counted in votes {
      while film < films.count, films[film].id < counted.film { film += 1 }
      guard film < films.count, films[film].id == counted.film else {
        throw source.damaged(
          .movieVotes, "film \(counted.film), which is not in movies.csv", line: counted.line)
      }
      films[film].values.votes = counted.votes
      films[film].values.ratingHalfSteps = counted.halfSteps
    }
  }

  private static func names(
    _ table: ModelTable, of source: any ModelSource
  ) throws -> ([NamedID], ContentDigest?) {
    var names: [NamedID] = []
    let digest = try source.names(table) { name, line in
      if let last = names.last, last.id >= name.id {
        throw source.damaged(table, "key \(name.id) out of order", line: line)
      }
      names.append(name)
    }
    return (names, digest)
  }
}
