import Domain

/// A column of a serving table.
package struct ColumnDefinition: Sendable {
  package enum Kind: Sendable {
    /// 64 bits.
    case integer
    case text
  }

  package let name: String
  package let kind: Kind
  package let isNullable: Bool
}

/// A table of an edition; engines render their own DDL from it.
package struct TableDefinition: Sendable {
  package let name: String
  package let columns: [ColumnDefinition]
  /// Rows are loaded in this order.
  package let primaryKey: [String]
  /// Further indexes, made after loading.
  package let indexes: [[String]]
}
