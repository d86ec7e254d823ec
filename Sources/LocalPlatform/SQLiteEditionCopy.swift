import Database
import Domain
import Glibc

/// Takes an edition home: writes it, from whatever engine it lies on, into one SQLite file.
///
/// The file is made and verified as the editions of `SQLiteEditionDatabase` are, so that an edition which lies in SQLite is
/// copied byte for byte.
package enum SQLiteEditionCopy {
  /// Writes the file at `path`, where nothing may be yet. Durable when this returns; after an error what is there is
  /// worthless. A page of rows at a time is in memory, and of each table the keys that its indexes are made of.
  package static func write(_ reader: any EditionReader, to path: String, rowsPerPage: Int = 2000) async throws {
    let edition = reader.edition
    let what = "edition \(edition.number) of \(edition.provider) cannot be written to \(path)"
    let file = try databaseCall(what) { try Descriptor.open(path, O_RDWR | O_CREAT | O_EXCL) }
    let tables = try databaseCall(what) { try SQLiteEditionFile(SQLitePageFile(file), path: path) }
    for table in SQLiteEditionFile.order.compactMap({ name in Schema.tables.first { $0.name == name } }) {
      try await copy(table, of: reader, rowsPerPage: rowsPerPage, to: tables, what)
    }
    let loaded = try databaseCall(what) { try tables.finish() }
    let verification = SQLiteVerification(edition: edition, loaded: loaded, counts: edition.counts)
    try await databaseCall(what) { try await verification.verify(path) }
    try databaseCall(what) { try file.sync() }
  }

  /// In the order of the file, so that no table waits in memory for one before it.
  private static func copy(
    _ table: ServingTable, of reader: any EditionReader, rowsPerPage: Int, to tables: SQLiteEditionFile, _ what: String
  ) async throws {
    let sink = try databaseCall(what) { try tables.sink(for: table) }
    var walk = TableWalk(table, rowsPerPage: rowsPerPage)
    while true {
      let rows = try await walk.next(from: reader)
      if rows.isEmpty { break }
      try Task.checkCancellation()
      try databaseCall(what) {
        for row in rows {
          for value in row {
            switch value {
            case .null: sink.null()
            case .integer(let value): sink.integer(value)
            case .text(let text): sink.text(text)
            }
          }
          try sink.endRow()
        }
      }
    }
    try databaseCall(what) { try tables.end(table, sink) }
  }
}
