import Database

/// GRDB has a type of the same name.
typealias ServingTable = TableDefinition

/// The schema in SQLite's words.
enum SQLiteDDL {
  /// STRICT, so that a wrong value fails when it is written; WITHOUT ROWID, so that a table is its primary key's b-tree
  /// and a range of keys is one stretch of the file.
  static func createTable(_ table: TableDefinition) -> String {
    let columns = table.columns.map { column in
      "\(column.name) \(column.kind == .integer ? "INTEGER" : "TEXT")\(column.isNullable ? "" : " NOT NULL")"
    }
    return """
      CREATE TABLE \(table.name) (\(columns.joined(separator: ", ")), \
      PRIMARY KEY (\(table.primaryKey.joined(separator: ", ")))) STRICT, WITHOUT ROWID
      """
  }

  static func createIndexes(_ table: TableDefinition) -> [String] {
    table.indexes.map { index in
      let known = index.onlyKnown.map { " WHERE \($0) IS NOT NULL" }
      let unknown = index.onlyUnknown.map { " WHERE \($0) IS NULL" }
      return """
        CREATE INDEX \(name(of: index, of: table)) \
        ON \(table.name) (\(index.columns.joined(separator: ", ")))\(known ?? unknown ?? "")
        """
    }
  }

  static func name(of index: IndexDefinition, of table: TableDefinition) -> String { "\(table.name)_by_\(index.name)" }
}
