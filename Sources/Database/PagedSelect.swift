/// What a list is sorted by.
struct SortColumn {
  /// In the FROM clause: `m.revenue_usd`.
  let expression: String
  let isNullable: Bool

  init(_ expression: String, isNullable: Bool = false) {
    self.expression = expression
    self.isNullable = isNullable
  }
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

/// One page of a sorted list: by a column, unknown values last in both directions, ties by rising id.
///
/// Known and unknown values are two selects, of which the second is run only when the first does not fill the page. Each
/// is a walk along an index from where the last page ended; an `ORDER BY (x IS NULL), x` over both would sort the whole
/// table for every page.
struct PagedSelect {
  let columns: String
  let from: String
  /// Joined by AND.
  var conditions: [String] = []
  /// Of the conditions.
  var parameters = Parameters()
  let id: String

  func query<Row>(
    sortedBy column: SortColumn, isDescending: Bool, after key: PageKey?, limit: Int
  ) -> Query<Row> {
    let wanted = limit + 1
    if column.expression == id {
      return Query(byID(isDescending, after: key, wanted))
    }
    if let key, key.value == .null {
      return Query(unknown(column, after: key, wanted))
    }
    let known = known(column, isDescending, after: key, wanted)
    return column.isNullable
      ? Query(known, thenIfFewerThan: wanted, unknown(column, after: nil, wanted)) : Query(known)
  }

  private func byID(_ isDescending: Bool, after key: PageKey?, _ wanted: Int) -> SQLQuery {
    var select = self
    if let key { select.conditions.append("\(id) \(isDescending ? "<" : ">") \(select.parameters.add(key.id))") }
    return select.sql(order: id + (isDescending ? " DESC" : ""), wanted)
  }

  private func known(_ column: SortColumn, _ isDescending: Bool, after key: PageKey?, _ wanted: Int) -> SQLQuery {
    var select = self
    if column.isNullable { select.conditions.append("\(column.expression) IS NOT NULL") }
    if let key {
      let beyond = isDescending ? "<" : ">"
      let value = select.parameters.add(key.value)
      // The first term bounds the walk along the index, the second leaves out the ties that were on the last page.
      select.conditions.append("\(column.expression) \(beyond)= \(value)")
      select.conditions.append(
        "(\(column.expression) \(beyond) \(value) OR \(id) > \(select.parameters.add(key.id)))")
    }
    return select.sql(order: "\(column.expression)\(isDescending ? " DESC" : ""), \(id)", wanted)
  }

  private func unknown(_ column: SortColumn, after key: PageKey?, _ wanted: Int) -> SQLQuery {
    var select = self
    select.conditions.append("\(column.expression) IS NULL")
    if let key { select.conditions.append("\(id) > \(select.parameters.add(key.id))") }
    return select.sql(order: id, wanted)
  }

  private func sql(order: String, _ wanted: Int) -> SQLQuery {
    var parameters = parameters
    let filter = conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    let limit = parameters.add(wanted)
    return SQLQuery("SELECT \(columns) FROM \(from)\(filter) ORDER BY \(order) LIMIT \(limit)", parameters.values)
  }
}
