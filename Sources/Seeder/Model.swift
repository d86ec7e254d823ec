import Database
import Domain

/// The model CSVs as far as figures need them, keys in rising order. The votes come from `VoteLoad`.
struct Model: Sendable {
  let folder: String
  var films: [ModelFilm] = []
  let companies: [NamedID]
  let genres: [NamedID]
  let filmCompanies: Memberships
  let filmGenres: Memberships
  /// Of the files read so far.
  var digests: [ModelTable: ContentDigest] = [:]

  init(folder: String) throws {
    self.folder = folder
    var films: [ModelFilm] = []
    let movies = ModelFile(.movies, in: folder)
    digests[.movies] = try movies.rows { row in
      let film = try ModelFilm(row)
      if let last = films.last, last.id >= film.id { throw row.damage("film \(film.id) out of order") }
      films.append(film)
    }
    self.films = films
    (companies, digests[.companies]) = try Self.names(ModelFile(.companies, in: folder))
    (genres, digests[.genres]) = try Self.names(ModelFile(.genres, in: folder))
    let keys = films.map(\.id)
    (filmCompanies, digests[.movieCompanies]) = try Memberships.read(
      ModelFile(.movieCompanies, in: folder), films: keys, groups: companies.map(\.id))
    (filmGenres, digests[.movieGenres]) = try Memberships.read(
      ModelFile(.movieGenres, in: folder), films: keys, groups: genres.map(\.id))
  }

  /// Takes each film's votes from the vote table.
  mutating func add(_ votes: VoteLoad) throws {
    var film = 0
    for counted in votes.films {
      while film < films.count, films[film].id < counted.film { film += 1 }
      guard film < films.count, films[film].id == counted.film else {
        throw votes.file.damage("film \(counted.film), which is not in movies.csv", line: counted.line)
      }
      films[film].values.votes = counted.votes
      films[film].values.ratingHalfSteps = counted.halfSteps
    }
    digests[.movieVotes] = votes.digest
  }

  private static func names(_ file: ModelFile) throws -> ([NamedID], ContentDigest?) {
    var names: [NamedID] = []
    let digest = try file.rows { row in
      let name = NamedID(id: try row.integer(0), name: row.text(1))
      if let last = names.last, last.id >= name.id { throw row.damage("key \(name.id) out of order") }
      names.append(name)
    }
    return (names, digest)
  }
}
