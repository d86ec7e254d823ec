import Database
import Domain

/// The schema in PostgreSQL's words.
enum PostgreSQLDDL {
  /// Where an edition's tables are once it is ready: `boxoffice_acme_12`. A provider's name has 40 bytes at most, so that
  /// 63 bytes are enough for any number there will be.
  static func schemaName(of edition: EditionRecord) -> String { "boxoffice_\(edition.provider)_\(edition.number)" }

  /// Where they are until then: a new name for each attempt, so that what a lost process still sends reaches nobody.
  static func buildingName(of id: Int64) -> String {
    buildingPrefix + "\(id)_" + String(UInt64.random(in: 0 ... .max), radix: 36)
  }

  /// No provider's name has an underscore.
  static let buildingPrefix = "boxoffice__building_"

  static func quoted(_ name: String) -> String { "\"" + name.replacing("\"", with: "\"\"") + "\"" }

  static func name(of table: TableDefinition, in schema: String) -> String { "\(quoted(schema)).\(table.name)" }

  /// Texts are compared byte by byte, as SQLite does.
  static func createTable(_ table: TableDefinition, in schema: String) -> String {
    let columns = table.columns.map { column in
      "\(column.name) \(column.kind == .integer ? "bigint" : "text COLLATE \"C\"")\(column.isNullable ? "" : " NOT NULL")"
    }
    return "CREATE TABLE \(name(of: table, in: schema)) (\(columns.joined(separator: ", ")))"
  }

  /// Made after loading: the primary key, the indexes, and the statistics by which queries are planned.
  static func completeTable(_ table: TableDefinition, in schema: String) -> [String] {
    let name = name(of: table, in: schema)
    let indexes = table.indexes.map { index in
      let known = index.onlyKnown.map { " WHERE \($0) IS NOT NULL" }
      let unknown = index.onlyUnknown.map { " WHERE \($0) IS NULL" }
      return """
        CREATE INDEX \(table.name)_by_\(index.name) ON \(name) \
        (\(index.columns.joined(separator: ", ")))\(known ?? unknown ?? "")
        """
    }
    return ["ALTER TABLE \(name) ADD PRIMARY KEY (\(table.primaryKey.joined(separator: ", ")))"] + indexes
      + ["ANALYZE \(name)"]
  }

  /// Rows of a table made in the same transaction need no second look to be seen by everybody.
  static func copy(_ table: TableDefinition, in schema: String) -> String {
    "COPY \(name(of: table, in: schema)) FROM STDIN WITH (FORMAT binary, FREEZE)"
  }

  /// A query of `Queries` with its tables named in full.
  ///
  /// Tables stand behind FROM and JOIN and nowhere else. A search path would do the same, but every connection serves all
  /// editions, and to change it costs a round trip and all plans.
  static func qualified(_ sql: String, in schema: String) -> String {
    let prefix = quoted(schema) + "."
    var isTableNext = false
    let words = sql.split(separator: " ", omittingEmptySubsequences: false).map { word in
      defer { isTableNext = word == "FROM" || word == "JOIN" }
      let isTable = isTableNext && tables.contains(String(word.prefix { $0.isLetter || $0 == "_" }))
      return isTable ? prefix + word : String(word)
    }
    return words.joined(separator: " ")
  }

  private static let tables = Set(Schema.tables.map(\.name))
}
