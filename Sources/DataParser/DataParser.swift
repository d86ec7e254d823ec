import DataArchive
import DeliveryRecords
import Domain

/// Makes the model CSVs of an accepted delivery from the CSVs kept of it.
///
/// The same bytes as when the validator hands its records to a `ModelBuilder` as it goes: both read through the same readers.
package struct DataParser: Sendable {
  package init() {}

  /// Reads the kept files, films and votes at the same time on two threads, and writes the six model CSVs into `folder`.
  /// Blocking; memory is bounded by the number of films.
  ///
  /// - Parameter linksGz: `nil` when the delivery was accepted without anything that joins votes to films; they are left out.
  /// - Returns: The files with their sizes and digests, in the order of `ModelTable`.
  package func parse(
    moviesGz: String, ratingsGz: String, linksGz: String?, to folder: String
  ) throws -> [DeliveryManifest.Part] {
    let builder = ModelBuilder()
    let movies = MovieReader(log: SilentLog(), consumer: builder)
    if let linksGz {
      let reader = LinkReader(log: SilentLog())
      try GzipFile(path: linksGz).read(reader.feed)
      let links = try reader.finish()
      try require(reader, linksGz)
      try builder.links(links)
      let ratings = RatingReader(log: SilentLog(), links: links, consumer: builder)
      let results = try SideBySide.run {
        try read(moviesGz, movies, finish: movies.finish)
      } _: {
        try read(ratingsGz, ratings, finish: ratings.finish)
      }
      _ = try SideBySide.values(results)
    } else {
      try read(moviesGz, movies, finish: movies.finish)
    }
    return try builder.finish().write(to: folder)
  }

  private func read(_ path: String, _ reader: RecordReader, finish: () throws -> Void) throws {
    try GzipFile(path: path).read(reader.feed)
    try finish()
    try require(reader, path)
  }

  /// What was accepted can be read; if not, the file is not the one that was.
  private func require(_ reader: RecordReader, _ path: String) throws {
    guard reader.isUsable else {
      throw BoxOfficeError(
        code: "kept-file-damaged",
        message: "\(path) is not the table that was accepted; restore it from a backup or send the delivery again")
    }
  }
}
