import Database
import Domain
import Foundation

/// Writes the tables of an edition into a database, aside. `Publisher` switches it in.
package struct Seeder: Sendable {
  private let database: any EditionDatabase

  package init(database: any EditionDatabase) { self.database = database }

  /// Builds the edition of one delivery and returns its record, in state `ready`.
  ///
  /// Run again after a crash it builds the same edition anew under its number. Errors: `BoxOfficeError` with code
  /// `model-damaged` (the tables are not of the model with that digest), `figures-overflow`, or one of
  /// `EditionDatabaseError`.
  ///
  /// - Parameters:
  ///   - report: the validator's report, as it was written.
  ///   - modelDigest: what `ModelDigest` makes of the digests in the delivery's manifest.
  package func build(
    _ tables: EditionTables, report: Data, provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp,
    modelDigest: ContentDigest
  ) async throws -> EditionRecord {
    try tables.verify(modelDigest)
    let writer = try await database.begin(
      provider: provider, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
    let load = EditionLoad(writer: writer, tables: tables)
    // The most work first, so that both cores have some to the end.
    let parts: [@Sendable () throws -> Void] = [
      load.movies, load.movieVotes, load.companyYears, load.movieGenres, load.movieCompanies, load.companies,
      load.companyGenreYears, load.genreYears, load.yearTotals, load.genres,
    ]
    try await twoAtATime(parts) { load in try load() }
    let counts = tables.counts
    try load.provenance(counts, report: String(decoding: report, as: UTF8.self))
    return try await writer.finish(counts: counts)
  }
}

extension EditionTables {
  fileprivate var counts: EditionRecord.Counts {
    var counts = EditionRecord.Counts()
    counts.votes = model.votes
    counts.movies = model.films.count
    counts.moviesCounted = model.films.count { $0.year != nil }
    counts.companies = model.companies.count
    counts.genres = model.genres.count
    counts.companyYears = figures.companyYears.count
    counts.companyGenreYears = figures.companyGenreYears.count
    counts.genreYears = figures.genreYears.count
    counts.years = figures.years.count
    return counts
  }
}
