import Database
import Domain

/// What a resource answers from: one edition, and checked arguments.
struct ResourceRequest: Sendable {
  let provider: ServedProvider
  let shelf: EditionShelf
  let diffs: DiffShelf
  /// The pinned edition, the current one, or the second of two that are compared.
  let reader: any EditionReader
  /// The number of the current edition by the reading that the answer is made from; `nil` for a pinned answer.
  let currentEdition: EditionNumber?
  /// The numbers in the path.
  let numbers: [Int64]
  let arguments: Arguments
  /// Where the page starts.
  let after: [CursorValue]?

  /// Rows of a page of a list.
  static let defaultLimit = 100
  static let maxLimit = 1_000
  /// A series by year comes whole: the longest there is, genres by year over a century and a half, has some 2,500 rows.
  /// What would be longer is paged.
  static let seriesLimit = 10_000

  var listLimit: Int { Int(arguments.integer("limit") ?? Int64(Self.defaultLimit)) }
  var seriesLimit: Int { Int(arguments.integer("limit") ?? Int64(Self.seriesLimit)) }

  var years: YearRange {
    YearRange(from: arguments.integer("from").map(Int.init), to: arguments.integer("to").map(Int.init))
  }

  var allocation: Allocation { arguments.text("allocation").flatMap(Allocation.init(rawValue:)) ?? .full }

  /// The order and the place that `sort`, `limit` and `cursor` ask for.
  func page<Key: SortKey>(by key: Key.Type) throws -> Page<Key> {
    var name = arguments.text("sort") ?? ""
    let isDescending = name.hasPrefix("-")
    if isDescending { name.removeFirst() }
    guard let sort = Key(rawValue: name) else {
      throw BoxOfficeError(code: "sort-unknown", message: "the parameter 'sort' allows '\(name)', which no query knows")
    }
    return Page(sort: sort, isDescending: isDescending, after: try afterKey(isText: sort.isText), limit: listLimit)
  }

  /// Cursors can be forged: a key that is not of the column's kind must not reach the database.
  private func afterKey(isText: Bool) throws -> PageKey? {
    guard let after else { return nil }
    guard after.count == 2, case .integer(let id) = after[1] else { throw Self.foreignCursor }
    switch after[0] {
    case .null: break
    case .integer: guard !isText else { throw Self.foreignCursor }
    case .text: guard isText else { throw Self.foreignCursor }
    }
    return PageKey(value: after[0].sqlValue, id: id)
  }

  func afterYearAndGenre() throws -> YearGenreKey? {
    guard let after else { return nil }
    guard after.count == 2, case .integer(let year) = after[0], case .integer(let genre) = after[1] else {
      throw Self.foreignCursor
    }
    return YearGenreKey(year: Int(min(max(year, 0), Self.lastYear)), genreID: genre)
  }

  /// The one number that a simple walk is sorted by.
  func afterNumber() throws -> Int64? {
    guard let after else { return nil }
    guard after.count == 1, case .integer(let number) = after[0] else { throw Self.foreignCursor }
    return number
  }

  /// The years of a page of a series by year.
  func yearsAfterCursor() throws -> YearRange {
    var years = years
    if let last = try afterNumber() { years.from = max(years.from, Int(min(max(last, 0), Self.lastYear)) + 1) }
    return years
  }

  private static let lastYear: Int64 = 9999

  static let foreignCursor = Problem(
    .invalidCursor, "the cursor belongs to another query: follow links.next as it is, or start again without a cursor")
}

extension CursorValue {
  init(_ value: SQLValue) {
    switch value {
    case .null: self = .null
    case .integer(let value): self = .integer(value)
    case .text(let text): self = .text(text)
    }
  }

  var sqlValue: SQLValue {
    switch self {
    case .null: .null
    case .integer(let value): .integer(value)
    case .text(let text): .text(text)
    }
  }
}

extension Content {
  /// A page of up to `limit` of `rows`, which has one more when there is a next page; `key` is where a page ends.
  static func page<Row>(
    _ columns: [Column<Row>], _ rows: [Row], limit: Int, key: (Row) -> [CursorValue]
  ) -> Content {
    guard rows.count > limit, limit > 0 else { return .list(columns, rows) }
    let page = Array(rows.prefix(limit))
    var content = Content.list(columns, page)
    content.next = key(page[limit - 1])
    return content
  }

  func with(meta: [(String, JSONValue)] = [], links: [(String, String)] = []) -> Content {
    var content = self
    content.meta += meta
    content.links += links
    return content
  }
}

extension PageKey {
  var cursor: [CursorValue] { [CursorValue(value), .integer(id)] }
}

extension YearGenreKey {
  var cursor: [CursorValue] { [.integer(Int64(year)), .integer(genreID)] }
}
