/// What a list is sorted by.
struct SortColumn {
  /// In the FROM clause: `m.revenue_usd`.
  let expression: String
  /// In the rows: `revenue_usd`.
  let name: String
  let isNullable: Bool
}

/// Numbers parameters in the order of their first use.
struct Parameters {
  private(set) var values: [SQLValue] = []

  mutating func add(_ value: SQLValue) -> String {
    values.append(value)
    return "$\(values.count)"
  }

  mutating func add(_ value: Int64) -> String { add(.integer(value)) }
  mutating func add(_ value: Int) -> String { add(.integer(Int64(value))) }
}

/// The SQL of one page of a sorted list: by a column, unknown values last in both directions, ties by rising id.
///
/// Known and unknown values are two selects, each of which an index serves from where the last page ended; an `ORDER BY
/// (x IS NULL), x` over both would sort the whole table for every page.
struct PagedSelect {
  let columns: String
  let from: String
  /// Joined by AND; their parameters were added before.
  var conditions: [String]
  let id: SortColumn

  func sql(
    sortedBy column: SortColumn, isDescending: Bool, after key: PageKey?, limit: Int, parameters: inout Parameters
  ) -> String {
    if column.name == id.name { return byID(isDescending, key, limit, &parameters) }
    guard column.isNullable else { return known(column, isDescending, key, limit, &parameters) }
    if let key, key.value == .null { return unknown(column, key, limit, &parameters) }
    let first = known(column, isDescending, key, limit, &parameters)
    // The parameters of the conditions and of the limit are the same in both.
    let count = "$\(parameters.values.count)"
    let second = select(conditions + ["\(column.expression) IS NULL"], order: id.expression, limit: count)
    let order = "(\(column.name) IS NULL), \(column.name)\(isDescending ? " DESC" : ""), \(id.name)"
    return """
      SELECT * FROM (SELECT * FROM (\(first)) AS known UNION ALL SELECT * FROM (\(second)) AS unknown) AS page \
      ORDER BY \(order) LIMIT \(count)
      """
  }

  private func byID(_ isDescending: Bool, _ key: PageKey?, _ limit: Int, _ parameters: inout Parameters) -> String {
    var conditions = conditions
    if let key { conditions.append("\(id.expression) \(isDescending ? "<" : ">") \(parameters.add(key.id))") }
    return select(
      conditions, order: id.expression + (isDescending ? " DESC" : ""), limit: parameters.add(limit + 1))
  }

  private func known(
    _ column: SortColumn, _ isDescending: Bool, _ key: PageKey?, _ limit: Int, _ parameters: inout Parameters
  ) -> String {
    var conditions = conditions
    if column.isNullable { conditions.append("\(column.expression) IS NOT NULL") }
    if let key {
      let beyond = isDescending ? "<" : ">"
      let value = parameters.add(key.value)
      // The first term bounds the walk over the index, the second leaves out the ties that were on the last page.
      conditions.append("\(column.expression) \(beyond)= \(value)")
      conditions.append("(\(column.expression) \(beyond) \(value) OR \(id.expression) > \(parameters.add(key.id)))")
    }
    return select(
      conditions, order: "\(column.expression)\(isDescending ? " DESC" : ""), \(id.expression)",
      limit: parameters.add(limit + 1))
  }

  private func unknown(
    _ column: SortColumn, _ key: PageKey, _ limit: Int, _ parameters: inout Parameters
  ) -> String {
    let after = "\(id.expression) > \(parameters.add(key.id))"
    return select(
      conditions + ["\(column.expression) IS NULL", after], order: id.expression, limit: parameters.add(limit + 1))
  }

  private func select(_ conditions: [String], order: String, limit: String) -> String {
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    return "SELECT \(columns) FROM \(from)\(filter) ORDER BY \(order) LIMIT \(limit)"
  }
}
