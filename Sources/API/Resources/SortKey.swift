import Database

/// What a list can be sorted by, by the name that `sort` takes.
protocol SortKey: RawRepresentable<String>, Sendable {
  /// Whether the sorted values are texts; otherwise they are whole numbers.
  var isText: Bool { get }
}

extension CompanySort: SortKey {
  var isText: Bool { self == .name }
}

extension CompanyYearSort: SortKey {
  var isText: Bool { self == .name }
}

extension FilmSort: SortKey {
  var isText: Bool { self == .title || self == .releaseDate }
}
