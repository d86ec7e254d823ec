import Domain

extension EditionDiff {
  /// Compares two editions of one provider. Both are walked in key order, a page of rows of each at a time, so that only
  /// the index of what differs is held in memory.
  package static func between(
    _ old: any EditionReader, _ new: any EditionReader, by order: DiffOrder = .money, rowsPerPage: Int = 2000
  ) async throws -> EditionDiff {
    var diff = EditionDiff(from: old.edition.number, to: new.edition.number, order: order)
    diff.before = try await totals(of: old)
    diff.after = try await totals(of: new)
    for kind in EditionChange.Kind.allCases {
      try await walk(kind, old, new, rowsPerPage) { before, after in diff.note(kind, before, after) }
    }
    diff.entries.sort(by: Entry.precedes)
    return diff
  }

  private static func totals(of reader: any EditionReader) async throws -> Totals {
    var totals = Totals()
    totals.films = reader.edition.counts.movies
    totals.companies = reader.edition.counts.companies
    totals.genres = reader.edition.counts.genres
    for row in try await reader.rows(of: Queries.years(YearRange(), limit: 9999)) {
      try totals.figures.add(row.figures)
    }
    return totals
  }

  /// Merges two sorted walks: `body` gets the rows of each key, `nil` on the side that has none, unless they are equal.
  private static func walk(
    _ kind: EditionChange.Kind, _ old: any EditionReader, _ new: any EditionReader, _ rowsPerPage: Int,
    _ body: (_ before: DiffRow?, _ after: DiffRow?) -> Void
  ) async throws {
    var before = DiffCursor()
    var after = DiffCursor()
    while true {
      try Task.checkCancellation()
      // Where both sides need a page, as they do at the start and nearly always, they are read at the same time.
      let (afterLeft, afterRight) = (before.nextPage, after.nextPage)
      async let left = page(of: kind, from: old, after: afterLeft, rowsPerPage)
      async let right = page(of: kind, from: new, after: afterRight, rowsPerPage)
      if let left = try await left { before.take(left, rowsPerPage) }
      if let right = try await right { after.take(right, rowsPerPage) }
      while before.nextPage == nil, after.nextPage == nil {
        switch (before.current, after.current) {
        case (nil, nil): return
        case (let left?, let right?) where left.id == right.id:
          if left != right { body(left, right) }
          before.advance()
          after.advance()
        case (let left?, let right) where right.map({ left.id < $0.id }) ?? true:
          body(left, nil)
          before.advance()
        case (_, let right):
          body(nil, right)
          after.advance()
        }
      }
    }
  }

  /// The page of one side that follows `id`; `nil` as long as that side has rows.
  private static func page(
    of kind: EditionChange.Kind, from reader: any EditionReader, after id: Int64?, _ rowsPerPage: Int
  ) async throws -> [DiffRow]? {
    guard let id else { return nil }
    return try await reader.diffRows(of: kind, after: id, limit: rowsPerPage)
  }

  private mutating func note(_ kind: EditionChange.Kind, _ before: DiffRow?, _ after: DiffRow?) {
    guard let row = after ?? before, order.differs(before, after) else { return }
    let change: EditionChange.Change = before == nil ? .added : after == nil ? .removed : .changed
    self[kind][change] += 1
    entries.append(Entry(size: order.size(before, after), id: row.id, kind: kind, change: change))
  }
}

/// One side of a merge: the rows of a page, and where the next one starts.
private struct DiffCursor: Sendable {
  private var rows: [DiffRow] = []
  private var index = 0
  private var isAtEnd = false
  private var lastID: Int64 = 0

  /// The key after which the next page starts, once one is needed. Keys are positive.
  var nextPage: Int64? { index == rows.count && !isAtEnd ? lastID : nil }
  var current: DiffRow? { index < rows.count ? rows[index] : nil }

  mutating func take(_ page: [DiffRow], _ rowsPerPage: Int) {
    rows = page
    index = 0
    isAtEnd = page.count < rowsPerPage
    lastID = page.last?.id ?? lastID
  }

  mutating func advance() { index += 1 }
}
