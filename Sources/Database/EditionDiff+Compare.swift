import Domain

extension EditionDiff {
  /// Compares two editions of one provider. Both are walked in key order, a page of rows at a time, so that only the
  /// changes are held in memory.
  package static func between(
    _ old: any EditionReader, _ new: any EditionReader, rowsPerPage: Int = 2000
  ) async throws -> EditionDiff {
    var diff = EditionDiff(from: old.edition.number, to: new.edition.number)
    diff.before = try await totals(of: old)
    diff.after = try await totals(of: new)
    try await walk(old, new, rowsPerPage, Queries.diffFilms) { diff.noteFilm($0, $1) }
    try await walk(old, new, rowsPerPage, Queries.diffCompanies) { before, after in
      diff.noteName(before, after, \.companies, (.companyAdded, .companyRemoved, .companyChanged))
    }
    try await walk(old, new, rowsPerPage, Queries.diffGenres) { before, after in
      diff.noteName(before, after, \.genres, (.genreAdded, .genreRemoved, .genreChanged))
    }
    diff.changes.sort(by: EditionChange.precedes)
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
  private static func walk<Row: DiffRow>(
    _ old: any EditionReader, _ new: any EditionReader, _ rowsPerPage: Int, _ query: (Int64, Int) -> Query<Row>,
    _ body: (_ before: Row?, _ after: Row?) -> Void
  ) async throws {
    var before = DiffCursor<Row>()
    var after = DiffCursor<Row>()
    while true {
      if before.needsPage { before.take(try await old.rows(of: query(before.lastID, rowsPerPage)), rowsPerPage) }
      if after.needsPage { after.take(try await new.rows(of: query(after.lastID, rowsPerPage)), rowsPerPage) }
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

  private mutating func noteFilm(_ before: DiffFilmRow?, _ after: DiffFilmRow?) {
    guard let row = after ?? before else { return }
    let kind: EditionChange.Kind =
      before == nil ? .filmAdded : after == nil ? .filmRemoved : .filmChanged
    Self.count(&films, kind, (.filmAdded, .filmRemoved))
    let fields = row.fields.indices.compactMap { index -> EditionChange.Field? in
      let field = EditionChange.Field(
        name: row.fields[index].name, before: before?.fields[index].value ?? .null,
        after: after?.fields[index].value ?? .null)
      return field.before == field.after ? nil : field
    }
    let budget = Self.distance(before?.budgetUSD, after?.budgetUSD)
    let revenue = Self.distance(before?.revenueUSD, after?.revenueUSD)
    changes.append(
      // Each distance is below 2^64; together they are held at the largest number rather than let overflow.
      EditionChange(
        kind: kind, id: row.id, name: row.title, fields: fields,
        moneyUSD: budget.addingReportingOverflow(revenue).overflow ? .max : budget + revenue))
  }

  private mutating func noteName(
    _ before: DiffNameRow?, _ after: DiffNameRow?, _ counts: WritableKeyPath<EditionDiff, Counts>,
    _ kinds: (added: EditionChange.Kind, removed: EditionChange.Kind, changed: EditionChange.Kind)
  ) {
    guard let row = after ?? before else { return }
    let kind = before == nil ? kinds.added : after == nil ? kinds.removed : kinds.changed
    Self.count(&self[keyPath: counts], kind, (kinds.added, kinds.removed))
    let field = EditionChange.Field(
      name: .name, before: before.map { .text($0.name) } ?? .null, after: after.map { .text($0.name) } ?? .null)
    changes.append(EditionChange(kind: kind, id: row.id, name: row.name, fields: [field], moneyUSD: 0))
  }

  private static func count(
    _ counts: inout Counts, _ kind: EditionChange.Kind,
    _ kinds: (added: EditionChange.Kind, removed: EditionChange.Kind)
  ) {
    if kind == kinds.added {
      counts.added += 1
    } else if kind == kinds.removed {
      counts.removed += 1
    } else {
      counts.changed += 1
    }
  }

  private static func distance(_ before: Int64?, _ after: Int64?) -> UInt64 {
    let (before, after) = (before ?? 0, after ?? 0)
    return before > after ? UInt64(bitPattern: before &- after) : UInt64(bitPattern: after &- before)
  }
}

/// One side of a merge: the rows of a page, and where the next one starts.
private struct DiffCursor<Row: DiffRow> {
  private var rows: [Row] = []
  private var index = 0
  private var isAtEnd = false
  /// The key after which the next page starts. Keys are positive.
  private(set) var lastID: Int64 = 0

  var needsPage: Bool { index == rows.count && !isAtEnd }
  var current: Row? { index < rows.count ? rows[index] : nil }

  mutating func take(_ page: [Row], _ rowsPerPage: Int) {
    rows = page
    index = 0
    isAtEnd = page.count < rowsPerPage
    lastID = page.last?.id ?? lastID
  }

  mutating func advance() { index += 1 }
}
