import Database
import Domain
import Fixtures

extension EditionDatabase {
  func begin(
    _ delivery: Character = "a", at time: Timestamp = takenAt, of provider: ProviderID = provider
  ) async throws -> any EditionWriter {
    try await begin(provider: provider, delivery: digest(delivery), takenAt: time, modelDigest: digest("0"))
  }

  /// Builds an edition of a model, as the slow twin computes its tables.
  @discardableResult
  func build(
    _ model: SlowModel = SlowModel(), delivery: Character = "a", at time: Timestamp = takenAt,
    of provider: ProviderID = provider
  ) async throws -> EditionRecord {
    let writer = try await begin(delivery, at: time, of: provider)
    return try await writer.finish(counts: try writer.load(model))
  }
}

extension EditionWriter {
  /// Loads every table but `edition`, and returns the counts.
  func load(_ model: SlowModel) throws -> EditionRecord.Counts {
    let tables = SlowFigures.tables(of: model)
    var rows: [String: Int] = [:]
    for table in Schema.tables {
      rows[table.name] = try load(table) { sink in
        for row in tables[table.name] ?? [] { try sink.row(row.map(SQLValue.init)) }
      }
    }
    var counts = EditionRecord.Counts()
    counts.movies = model.films.count
    counts.companies = model.companies.count
    counts.genres = model.genres.count
    counts.companyYears = rows["company_years"] ?? 0
    counts.companyGenreYears = rows["company_genre_years"] ?? 0
    counts.genreYears = rows["genre_years"] ?? 0
    counts.years = rows["year_totals"] ?? 0
    return counts
  }
}

extension RowSink {
  func row(_ values: [SQLValue]) throws {
    for value in values {
      switch value {
      case .null: null()
      case .integer(let value): integer(value)
      case .text(let value): text(value)
      }
    }
    try endRow()
  }
}

extension SQLValue {
  init(_ value: SlowFigures.Value) {
    switch value {
    case .null: self = .null
    case .integer(let value): self = .integer(value)
    case .text(let value): self = .text(value)
    }
  }
}
