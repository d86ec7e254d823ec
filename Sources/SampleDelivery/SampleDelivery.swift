import DataArchive
import Domain
import Foundation

/// An invented delivery of any size: lifelike, dirty in the ways real ones are, and the same bytes for the same numbers.
///
/// Nothing in it comes from real data but its shape: how long the lists are, how popularity falls off, which mistakes are
/// made how often. A valid delivery needs at least one film and one vote.
package struct SampleDelivery: Sendable {
  private let plan: SamplePlan

  /// - Parameters:
  ///   - movies: Records of movies_metadata.csv, up to 10 million; some of them are copies or halves, as in real data.
  ///   - ratings: Rows of ratings.csv.
  ///   - seed: Another seed is another world of films.
  ///   - month: 0 is the first delivery; each later one of the same seed continues it: films come and go, popularity
  ///     and votes change, some amounts, dates and companies too.
  package init(movies: Int = 45_466, ratings: Int = 100_000, seed: UInt64 = 1, month: Int = 0) {
    precondition(
      (0...10_000_000).contains(movies) && ratings >= 0 && month >= 0, "the sizes of a sample are not negative")
    plan = SamplePlan(movies: movies, ratings: ratings, seed: seed, month: month)
  }

  /// How far the writing has come.
  package struct Progress: Sendable {
    /// The file being written.
    package let file: String
    package let records: Int
    package let recordsInAll: Int
  }

  /// Writes the zip; it appears under `path` once it is whole. What `progress` throws ends the writing, nothing is left.
  package func write(to path: String, progress: ((Progress) throws -> Void)? = nil) throws {
    let partial = path + ".partial"
    do {
      try writeZip(to: partial, progress: progress ?? { _ in })
      guard rename(partial, path) == 0 else {
        throw BoxOfficeError(
          code: "sample-write-failed",
          message: "\(path) cannot be written: \(String(cString: strerror(errno))); choose another path")
      }
    } catch {
      unlink(partial)
      throw error
    }
  }

  private func writeZip(to path: String, progress: (Progress) throws -> Void) throws {
    let catalogue = SampleCatalogue(plan: plan)
    let zip = try ZipWriter(path: path)

    // No film takes 16 KiB: an overview has at most 2 KB, a list at most 26 companies.
    try zip.begin("movies_metadata.csv", atMost: Int64(plan.films + plan.copies + 1) << 14)
    try MovieFile(maker: FilmMaker(catalogue: catalogue, companies: SampleCompanies(plan: plan))).write(
      { try zip.write($0) },
      progress: { try progress(Progress(file: "movies_metadata.csv", records: $0, recordsInAll: plan.films)) })

    try zip.begin("links.csv", atMost: Int64(catalogue.links.count + 1) * 40)
    try LinkFile(catalogue: catalogue).write { try zip.write($0) }

    try zip.begin("ratings.csv", atMost: Int64(plan.ratingsInAll + 1) * Int64(RatingFile.longestRow))
    try RatingFile(catalogue: catalogue).write(
      { try zip.write($0) },
      progress: { try progress(Progress(file: "ratings.csv", records: $0, recordsInAll: plan.ratingsInAll)) })
    try zip.finish()
  }
}
