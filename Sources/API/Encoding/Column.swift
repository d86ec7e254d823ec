import Domain

/// One column of an answer: its name, what it means, and how it is had from a row. JSON, CSV, NDJSON and the OpenAPI
/// document are all made from it.
struct Column<Row>: Sendable {
  let description: ColumnDescription
  /// Appends the cells, one for each leaf of the description.
  let append: @Sendable (Row, inout [Cell]) -> Void

  static func integer(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> Int64) -> Self {
    Self(ColumnDescription(name, .integer, text)) { .integer(value($0)) }
  }

  static func integerOrNull(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> Int64?) -> Self {
    Self(ColumnDescription(name, .integer, isNullable: true, text)) { Cell(value($0)) }
  }

  static func text(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> String) -> Self {
    Self(ColumnDescription(name, .text, text)) { .text(value($0)) }
  }

  static func textOrNull(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> String?) -> Self {
    Self(ColumnDescription(name, .text, isNullable: true, text)) { Cell(value($0)) }
  }

  /// One of a few words.
  static func choice(
    _ name: String, _ choices: [String], _ text: String, _ value: @escaping @Sendable (Row) -> String
  ) -> Self {
    Self(ColumnDescription(name, .choice(choices), text)) { .text(value($0)) }
  }

  /// A day as `YYYY-MM-DD`.
  static func dateOrNull(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> String?) -> Self {
    Self(ColumnDescription(name, .date, isNullable: true, text)) { Cell(value($0)) }
  }

  static func timeOrNull(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> String?) -> Self {
    Self(ColumnDescription(name, .time, isNullable: true, text)) { Cell(value($0)) }
  }

  static func decimalOrNull(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> Cell) -> Self {
    Self(ColumnDescription(name, .decimal, isNullable: true, text), value)
  }

  static func flag(_ name: String, _ text: String, _ value: @escaping @Sendable (Row) -> Bool) -> Self {
    Self(ColumnDescription(name, .flag, text)) { .flag(value($0)) }
  }

  /// A list of ids and names; in CSV two columns, `companyIds` and `companyNames`, with `|` between.
  static func names(
    _ name: String, of singular: String, _ text: String, _ value: @escaping @Sendable (Row) -> [NamedID]
  ) -> Self {
    Self(ColumnDescription(name, .names(singular: singular), text)) { .names(value($0)) }
  }

  /// Rows of their own inside a row, left out of CSV.
  static func nested(
    _ name: String, schema: JSONValue, _ text: String, _ value: @escaping @Sendable (Row) -> JSONValue
  ) -> Self {
    Self(ColumnDescription(name, .nested(schema: schema), text)) { .nested(value($0)) }
  }

  /// An object in JSON; in CSV its columns with its name in front: `company` and `id` become `companyId`.
  static func group(_ name: String, _ text: String, _ columns: [Column<Row>]) -> Self {
    Self(description: ColumnDescription(name, .group(columns.map(\.description)), text)) { row, cells in
      for column in columns { column.append(row, &cells) }
    }
  }

  /// The same column of a larger row that may have none: then all of it is null.
  func orNull<Larger>(_ part: @escaping @Sendable (Larger) -> Row?) -> Column<Larger> {
    let count = description.cellCount
    return Column<Larger>(description: description.orNull) { [append] row, cells in
      if let part = part(row) { append(part, &cells) } else { cells += repeatElement(.null, count: count) }
    }
  }

  /// The same column of a larger row.
  func on<Larger>(_ part: @escaping @Sendable (Larger) -> Row) -> Column<Larger> {
    Column<Larger>(description: description) { [append] row, cells in append(part(row), &cells) }
  }

  private init(_ description: ColumnDescription, _ cell: @escaping @Sendable (Row) -> Cell) {
    self.init(description: description) { row, cells in cells.append(cell(row)) }
  }

  private init(description: ColumnDescription, append: @escaping @Sendable (Row, inout [Cell]) -> Void) {
    self.description = description
    self.append = append
  }
}

/// What is known of a column without its rows.
struct ColumnDescription: Sendable {
  indirect enum Kind: Sendable {
    case flag
    case integer
    case text
    case choice([String])
    case date
    case time
    /// A number with decimals.
    case decimal
    case names(singular: String)
    case nested(schema: JSONValue)
    case group([ColumnDescription])
  }

  let name: String
  let kind: Kind
  let isNullable: Bool
  let text: String

  init(_ name: String, _ kind: Kind, isNullable: Bool = false, _ text: String) {
    self.name = name
    self.kind = kind
    self.isNullable = isNullable
    self.text = text
  }

  /// The names of its CSV columns, in order.
  var flatNames: [String] {
    switch kind {
    case .group(let columns):
      columns.flatMap(\.flatNames).map { name + $0.prefix(1).uppercased() + $0.dropFirst() }
    case .names(let singular): ["\(singular)Ids", "\(singular)Names"]
    case .nested: []
    default: [name]
    }
  }

  /// The same with null for what is not there. A group is then null as a whole, and what is in it is as it was.
  var orNull: ColumnDescription { ColumnDescription(name, kind, isNullable: true, text) }

  var cellCount: Int {
    if case .group(let columns) = kind { columns.reduce(0) { $0 + $1.cellCount } } else { 1 }
  }
}
