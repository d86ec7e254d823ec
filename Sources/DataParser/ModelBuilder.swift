import DeliveryRecords
import Domain
import Foundation

/// Collects the good records of a delivery and writes the six model CSVs of them.
///
/// It holds each film as the bytes of its row, and the votes as a histogram: some 300 bytes a film, and nothing that grows
/// with the number of votes. The files depend on the records only: not on their order (but for `source_line`, and the first
/// name of an id), nor on threads, locale or time zone.
///
/// Films and votes share nothing until `write`: one thread may hand over films while another hands over links and votes.
package final class ModelBuilder: DeliveryConsumer {
  private let films = FilmTables()
  private let voteTable = VoteTable()

  package init() {}

  package func movie(_ record: MovieRecord) throws { try films.movie(record) }

  package func links(_ table: LinkTable) throws { try voteTable.links(table) }

  package func votes(_ block: borrowing VoteBlock) throws { try voteTable.votes(block) }

  /// Writes the six files into `folder`, which is made if need be, and returns them in the order of `ModelTable`.
  /// To be called once, when no thread hands records over any more. Without links the table of votes has its header only.
  /// Errors: `BoxOfficeError` with code `model-write-failed`.
  package func write(to folder: String) throws -> [DeliveryManifest.Part] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BoxOfficeError(
        code: "model-write-failed", message: "\(folder) cannot be made; check the path and its permissions",
        cause: error)
    }
    films.sort()
    return try ModelTable.allCases.map { table in
      var file = try ModelFile(table, in: folder)
      switch table {
      case .movies: try films.writeMovies(&file)
      case .companies: try films.writeCompanies(&file)
      case .genres: try films.writeGenres(&file)
      case .movieCompanies: try films.writeMovieCompanies(&file)
      case .movieGenres: try films.writeMovieGenres(&file)
      case .movieVotes: try voteTable.write(of: films.movieIDs, &file)
      }
      return try file.finish()
    }
  }
}
