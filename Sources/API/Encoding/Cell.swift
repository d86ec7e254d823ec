import Domain

/// One value of an answer, exact: it becomes text only in the writers.
enum Cell: Sendable, Equatable {
  case null
  case flag(Bool)
  case integer(Int64)
  case text(String)
  /// In its shortest exact form: `21.946943`.
  case decimal(Micros)
  /// With six decimals, rounded half to even: `3.500000`.
  case mean(Mean)
  /// Companies or genres in the order of the film's list.
  case names([NamedID])
  /// What has no place in a table, and is left out of CSV.
  case nested(JSONValue)

  init(_ value: Int64?) { self = value.map(Cell.integer) ?? .null }
  init(_ value: String?) { self = value.map(Cell.text) ?? .null }
  init(_ value: Micros?) { self = value.map(Cell.decimal) ?? .null }
  init(_ value: Mean?) { self = value.map(Cell.mean) ?? .null }
}
