import Domain
import Foundation

extension CollectedModel {
  /// Writes the six files into `folder`, which is made if need be, and returns them in the order of `ModelTable`.
  ///
  /// Errors: `BoxOfficeError` with code `model-write-failed`.
  package func write(to folder: String) throws -> [DeliveryManifest.Part] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BoxOfficeError(
        code: "model-write-failed", message: "\(folder) cannot be made; check the path and its permissions",
        cause: error)
    }
    return try ModelTable.allCases.map { table in
      var file = try ModelFile(table, in: folder)
      switch table {
      case .movies:
        _ = try films { film, _ in
          file.lines.add(film)
          try file.endRow()
        }
      case .companies, .genres:
        _ = try names(table) { name, _ in
          file.lines.add(name.id)
          file.lines.add(name.name)
          try file.endRow()
        }
      case .movieCompanies, .movieGenres, .movieVotes:
        _ = try numbers(table) { values, _ in
          file.lines.add(values)
          try file.endRow()
        }
      }
      return try file.finish()
    }
  }
}

extension ModelLines {
  /// A row of movies.csv.
  fileprivate mutating func add(_ row: MovieRow) {
    add(row.movieID)
    add(row.imdbID)
    add(row.title)
    add(row.originalTitle)
    add(row.originalLanguage)
    add(row.status)
    add(row.releaseDate)
    add(row.releaseYear)
    add(row.budgetUSD)
    add(row.revenueUSD)
    add(row.popularity)
    add(row.runtimeMinutes)
    add(row.tmdbVoteAverage)
    add(row.tmdbVoteCount)
    add(row.sourceLine)
  }
}
