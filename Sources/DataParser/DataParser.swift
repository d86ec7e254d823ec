import DataArchive
import DeliveryRecords
import Domain

/// Makes the model CSVs of an accepted delivery from the CSVs kept of it.
///
/// The same bytes as when the validator hands its records to a `ModelBuilder` as it goes: both read through the same readers.
package struct DataParser: Sendable {
  package init() {}

  /// Reads the kept files and writes the six model CSVs into `folder`. Blocking; memory is bounded by the number of films.
  ///
  /// - Parameter linksGz: `nil` when the delivery was accepted without anything that joins votes to films; they are left out.
  /// - Returns: The files with their sizes and digests, in the order of `ModelTable`.
  package func parse(
    moviesGz: String, ratingsGz: String, linksGz: String?, to folder: String
  ) throws -> [DeliveryManifest.Part] {
    let log = SilentLog()
    let builder = ModelBuilder()

    let movies = MovieReader(log: log, consumer: builder)
    try GzipFile(path: moviesGz).read { try movies.feed($0) }
    try movies.finish()
    try require(movies.isUsable, moviesGz)

    if let linksGz {
      let links = LinkReader(log: log)
      try GzipFile(path: linksGz).read { try links.feed($0) }
      let table = try links.finish()
      try require(links.isUsable, linksGz)
      try builder.links(table)

      let ratings = RatingReader(log: log, links: table, consumer: builder)
      try GzipFile(path: ratingsGz).read { try ratings.feed($0) }
      try ratings.finish()
      try require(ratings.isUsable, ratingsGz)
    }
    return try builder.write(to: folder)
  }

  /// What was accepted can be read; if not, the file is not the one that was.
  private func require(_ isUsable: Bool, _ path: String) throws {
    guard isUsable else {
      throw BoxOfficeError(
        code: "kept-file-damaged",
        message: "\(path) is not the table that was accepted; restore it from a backup or send the delivery again")
    }
  }
}
