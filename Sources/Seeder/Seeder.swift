import Database
import Domain
import Foundation

/// Makes an edition of the six model CSVs: computes every serving table and writes it aside. `Publisher` switches it in.
package struct Seeder: Sendable {
  private let database: any EditionDatabase

  package init(database: any EditionDatabase) { self.database = database }

  /// Builds the edition of one delivery and returns its record, in state `ready`.
  ///
  /// Run again after a crash it builds the same edition anew under its number. Memory grows with the number of films, not
  /// with that of votes. Errors: `BoxOfficeError` with code `model-damaged` (the files are not as the parser writes them, or
  /// not those of `modelDigest`), `model-unreadable`, `figures-overflow`, or one of `EditionDatabaseError`.
  ///
  /// - Parameters:
  ///   - modelFolder: holds the files of `ModelTable`.
  ///   - report: the validator's report, as it was written.
  ///   - modelDigest: what `ModelDigest` makes of the digests in the delivery's manifest.
  package func build(
    modelFolder: String, report: Data, provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp,
    modelDigest: ContentDigest
  ) async throws -> EditionRecord {
    let writer = try await database.begin(
      provider: provider, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
    let (read, votes) = try await together(
      {
        let model = try Model(folder: modelFolder)
        try EditionLoad(writer: writer, model: model).memberships()
        return model
      },
      { try VoteLoad(folder: modelFolder, into: writer) })
    var model = read
    try model.add(votes)
    try verify(model, against: modelDigest)

    let load = EditionLoad(writer: writer, model: model)
    let (tables, _) = try await together({ try FigureTables(load.model) }, { try load.movies() })
    _ = try await together({ try load.figures(tables) }, { try load.names(tables) })

    var counts = EditionRecord.Counts()
    counts.votes = votes.total
    counts.movies = model.films.count
    counts.moviesCounted = model.films.count { $0.year != nil }
    counts.companies = model.companies.count
    counts.genres = model.genres.count
    counts.companyYears = tables.companyYears.count
    counts.companyGenreYears = tables.companyGenreYears.count
    counts.genreYears = tables.genreYears.count
    counts.years = tables.years.count
    try load.provenance(counts, report: String(decoding: report, as: UTF8.self))
    return try await writer.finish(counts: counts)
  }

  private func verify(_ model: Model, against expected: ContentDigest) throws {
    // All six have been read by now.
    let actual = ModelDigest.of { model.digests[$0]! }
    guard actual == expected else {
      throw BoxOfficeError(
        code: "model-damaged",
        message: "the model CSVs in \(model.folder) have the digest \(actual.short), their manifest says"
          + " \(expected.short); remove them so that the delivery is parsed again")
    }
  }
}
