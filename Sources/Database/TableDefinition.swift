/// A column of a serving table.
package struct ColumnDefinition: Sendable, Equatable {
  package enum Kind: Sendable {
    /// 64 bits.
    case integer
    /// UTF-8, compared byte by byte on every engine (`BINARY` in SQLite, `COLLATE "C"` in PostgreSQL).
    case text
  }

  package let name: String
  package let kind: Kind
  package let isNullable: Bool

  package static func integer(_ name: String) -> Self { Self(name: name, kind: .integer, isNullable: false) }
  package static func text(_ name: String) -> Self { Self(name: name, kind: .text, isNullable: false) }

  /// The same column, with NULL for what is not known.
  package var orNull: Self { Self(name: name, kind: kind, isNullable: true) }
}

/// An index, made after loading.
package struct IndexDefinition: Sendable, Equatable {
  package let columns: [String]
  /// A partial index: it holds only the rows in which this column is known. Four films in five have no budget, so that
  /// such an index is small and still serves every sorted walk over known values.
  package let onlyKnown: String?

  /// The other way round: only the rows in which this column is unknown, for the end of such a walk.
  package let onlyUnknown: String?

  package init(_ columns: String..., onlyKnown: String? = nil, onlyUnknown: String? = nil) {
    self.columns = columns
    self.onlyKnown = onlyKnown
    self.onlyUnknown = onlyUnknown
  }

  /// Tells the indexes of a table apart.
  package var name: String { (columns + (onlyUnknown.map { ["without", $0] } ?? [])).joined(separator: "_") }
}

/// A table of an edition; engines render their own DDL from it.
package struct TableDefinition: Sendable {
  package let name: String
  package let columns: [ColumnDefinition]
  /// Rows are loaded in this order.
  package let primaryKey: [String]
  package let indexes: [IndexDefinition]

  package init(
    _ name: String, key primaryKey: [String], _ columns: [ColumnDefinition], indexes: [IndexDefinition] = []
  ) {
    self.name = name
    self.columns = columns
    self.primaryKey = primaryKey
    self.indexes = indexes
  }
}
