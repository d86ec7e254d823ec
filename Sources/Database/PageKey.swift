/// Where a page ends: the sorted value and the id of its last row. The next page starts after it.
///
/// The value is `null` once the walk has come to the rows that have none; they are last in both directions.
package struct PageKey: Sendable, Hashable {
  package let value: SQLValue
  package let id: Int64

  package init(value: SQLValue, id: Int64) {
    self.value = value
    self.id = id
  }

  init(_ value: Int64?, _ id: Int64) { self.init(value: value.map { .integer($0) } ?? .null, id: id) }
  init(_ value: String?, _ id: Int64) { self.init(value: value.map { .text($0) } ?? .null, id: id) }
}

/// One page of a sorted list. The query returns up to `limit + 1` rows: the one too many says that there is a next page.
package struct Page<Key: Sendable>: Sendable {
  package var sort: Key
  package var isDescending: Bool
  package var after: PageKey?
  package var limit: Int

  package init(sort: Key, isDescending: Bool = false, after: PageKey? = nil, limit: Int) {
    self.sort = sort
    self.isDescending = isDescending
    self.after = after
    self.limit = limit
  }
}

/// Where a page of rows by year and genre ends.
package struct YearGenreKey: Sendable, Hashable {
  package let year: Int
  package let genreID: Int64

  package init(year: Int, genreID: Int64) {
    self.year = year
    self.genreID = genreID
  }
}

/// Years of release, both ends included.
package struct YearRange: Sendable, Hashable {
  package var from: Int
  package var to: Int

  package init(from: Int? = nil, to: Int? = nil) {
    self.from = from ?? 1
    self.to = to ?? 9999
  }
}
