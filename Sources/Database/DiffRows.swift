/// A film as a diff reads it.
struct DiffFilmRow: QueryRow {
  let row: DiffRow

  static let selection =
    "movie_id, title, release_date, status, release_year, budget_usd, revenue_usd, profit_usd, popularity_millionths, "
    + "votes, rating_half_steps"

  init(_ cursor: inout RowCursor) throws {
    let id = try cursor.integer()
    let title = try cursor.text()
    let releaseDate = try cursor.textOrNull()
    let status = try cursor.textOrNull()
    var figures = Figures()
    figures.releases = try cursor.integerOrNull() == nil ? 0 : 1
    figures.budgetUSD = try cursor.integerOrNull()
    figures.knownBudget = figures.budgetUSD == nil ? 0 : 1
    figures.revenueUSD = try cursor.integerOrNull()
    figures.knownRevenue = figures.revenueUSD == nil ? 0 : 1
    figures.profitUSD = try cursor.integerOrNull()
    figures.knownProfit = figures.profitUSD == nil ? 0 : 1
    let popularity = try cursor.integerOrNull()
    figures.popularityMillionths = popularity ?? 0
    figures.knownPopularity = popularity == nil ? 0 : 1
    figures.votes = try cursor.integer()
    figures.ratingHalfSteps = try cursor.integer()
    row = DiffRow(id: id, name: title, releaseDate: releaseDate, status: status, figures: figures)
  }
}

/// A company or a genre as a diff reads it.
struct DiffGroupRow: QueryRow {
  let row: DiffRow

  init(_ cursor: inout RowCursor) throws {
    let id = try cursor.integer()
    let name = try cursor.text()
    row = DiffRow(id: id, name: name, releaseDate: nil, status: nil, figures: try Figures(&cursor))
  }
}

extension Queries {
  /// What a diff reads of a table, and the table's key.
  private static func diff(_ kind: EditionChange.Kind) -> (select: String, key: String) {
    func group(_ table: String, _ key: String) -> (String, String) {
      ("SELECT \(table).\(key), \(table).name, \(Figures.selection(from: table)) FROM \(table)", "\(table).\(key)")
    }
    return switch kind {
    case .film: ("SELECT \(DiffFilmRow.selection) FROM movies", "movie_id")
    case .company: group("companies", "company_id")
    case .genre: group("genres", "genre_id")
    }
  }

  /// The rows of a table by key, from after `id` on: a diff walks through two editions with it.
  static func diffRows<Row>(_ kind: EditionChange.Kind, after id: Int64, limit: Int) -> Query<Row> {
    let (select, key) = diff(kind)
    return Query("\(select) WHERE \(key) > $1 ORDER BY \(key) LIMIT $2", [.integer(id), .integer(Int64(limit))])
  }

  /// The rows with these ids, in any order.
  static func diffRows<Row>(_ kind: EditionChange.Kind, ids: [Int64]) -> Query<Row> {
    let (select, key) = diff(kind)
    var parameters = Parameters()
    return Query("\(select) WHERE \(isOne(of: ids, key, &parameters))", parameters.values)
  }
}

extension EditionReader {
  func diffRows(of kind: EditionChange.Kind, after id: Int64, limit: Int) async throws -> [DiffRow] {
    switch kind {
    case .film:
      let query: Query<DiffFilmRow> = Queries.diffRows(kind, after: id, limit: limit)
      return try await rows(of: query).map(\.row)
    case .company, .genre:
      let query: Query<DiffGroupRow> = Queries.diffRows(kind, after: id, limit: limit)
      return try await rows(of: query).map(\.row)
    }
  }

  /// The rows by id. Those that are not there are left out.
  func diffRows(of kind: EditionChange.Kind, ids: [Int64]) async throws -> [Int64: DiffRow] {
    guard !ids.isEmpty else { return [:] }
    let found: [DiffRow]
    switch kind {
    case .film:
      let query: Query<DiffFilmRow> = Queries.diffRows(kind, ids: ids)
      found = try await rows(of: query).map(\.row)
    case .company, .genre:
      let query: Query<DiffGroupRow> = Queries.diffRows(kind, ids: ids)
      found = try await rows(of: query).map(\.row)
    }
    return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
  }
}
