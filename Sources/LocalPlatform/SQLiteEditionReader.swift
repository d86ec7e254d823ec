import Database
import Domain
import Foundation
import GRDB

/// Reads one edition's file, which is never written again: opened `immutable`, without locks, by a small pool of
/// connections that each keep their prepared statements.
final class SQLiteEditionReader: EditionReader {
  /// Written into every file; an edition of another form is refused instead of being misread.
  static let formatVersion = 1

  let edition: EditionRecord
  private let connections: SQLiteConnections

  init(_ edition: EditionRecord, path: String) throws {
    self.edition = edition
    connections = try databaseCall(
      "edition \(edition.number) of \(edition.provider) cannot be opened: \(path); restore the file, or send its delivery again"
    ) {
      // More threads than cores would only wait for each other.
      try SQLiteConnections(path: path, count: min(max(ProcessInfo.processInfo.activeProcessorCount, 2), 8))
    }
    let version = try connections.read { db in try Int.fetchOne(db, sql: "PRAGMA user_version") }
    guard version == Self.formatVersion else {
      throw BoxOfficeError(
        code: EditionDatabaseError.failed,
        message: "edition \(edition.number) of \(edition.provider) has form \(version ?? 0), this program reads form"
          + " \(Self.formatVersion); send its delivery again")
    }
  }

  func rows(_ query: SQLQuery) throws -> [SQLRow] {
    try databaseCall("edition \(edition.number) of \(edition.provider) cannot be read") {
      try connections.read { db in
        try SQLiteRows.all(of: query, try db.cachedStatement(sql: query.sql))
      }
    }
  }
}
