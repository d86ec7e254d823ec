/// What a diff compares of a film.
struct DiffFilmRow: QueryRow, Equatable {
  let id: Int64
  let title: String
  let releaseDate: String?
  let status: String?
  let budgetUSD: Int64?
  let revenueUSD: Int64?

  static let selection = "movie_id, title, release_date, status, budget_usd, revenue_usd"

  init(_ cursor: inout RowCursor) throws {
    id = try cursor.integer()
    title = try cursor.text()
    releaseDate = try cursor.textOrNull()
    status = try cursor.textOrNull()
    budgetUSD = try cursor.integerOrNull()
    revenueUSD = try cursor.integerOrNull()
  }

  var fields: [(name: EditionChange.Field.Name, value: SQLValue)] {
    [
      (.title, .text(title)), (.releaseDate, releaseDate.map { .text($0) } ?? .null),
      (.status, status.map { .text($0) } ?? .null), (.budget, budgetUSD.map { .integer($0) } ?? .null),
      (.revenue, revenueUSD.map { .integer($0) } ?? .null),
    ]
  }
}

/// What a diff compares of a company or a genre.
struct DiffNameRow: QueryRow, Equatable {
  let id: Int64
  let name: String

  init(_ cursor: inout RowCursor) throws {
    id = try cursor.integer()
    name = try cursor.text()
  }
}

/// A row that a diff finds again by its key.
protocol DiffRow: QueryRow, Equatable {
  var id: Int64 { get }
}

extension DiffFilmRow: DiffRow {}
extension DiffNameRow: DiffRow {}

extension Queries {
  /// The rows of a table by key, from after `id` on: a diff walks through two editions with it.
  static func diffFilms(after id: Int64, limit: Int) -> Query<DiffFilmRow> {
    page("SELECT \(DiffFilmRow.selection) FROM movies", key: "movie_id", after: id, limit: limit)
  }

  static func diffCompanies(after id: Int64, limit: Int) -> Query<DiffNameRow> {
    page("SELECT company_id, name FROM companies", key: "company_id", after: id, limit: limit)
  }

  static func diffGenres(after id: Int64, limit: Int) -> Query<DiffNameRow> {
    page("SELECT genre_id, name FROM genres", key: "genre_id", after: id, limit: limit)
  }

  private static func page<Row>(_ select: String, key: String, after id: Int64, limit: Int) -> Query<Row> {
    Query("\(select) WHERE \(key) > $1 ORDER BY \(key) LIMIT $2", [.integer(id), .integer(Int64(limit))])
  }
}
