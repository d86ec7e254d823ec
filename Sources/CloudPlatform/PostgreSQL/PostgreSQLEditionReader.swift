import Database
import Domain
import Synchronization

/// Reads one edition's tables, which are never written again, by any connection of the pool.
final class PostgreSQLEditionReader: EditionReader {
  let edition: EditionRecord
  private let schema: String
  private let pool: PostgreSQLPool
  private let hold: PostgreSQLEditionHold
  /// Queries with their tables named in full, by what they are in `Queries`.
  private let qualified = Mutex<[String: String]>([:])

  /// There are some 150 queries; lists of ids make a few more.
  private static let keptQueries = 512

  init(_ edition: EditionRecord, schema: String, _ pool: PostgreSQLPool, _ hold: PostgreSQLEditionHold) {
    self.edition = edition
    self.schema = schema
    self.pool = pool
    self.hold = hold
  }

  func rows(_ query: SQLQuery) async throws -> [SQLRow] {
    let query = SQLQuery(qualified(query.sql), query.parameters)
    do {
      return try await postgreSQLCall("edition \(edition.number) of \(edition.provider) cannot be read") {
        try await pool.run { try $0.preparedRows(query) }
      }
    } catch let error as BoxOfficeError where (error.cause as? PostgreSQLFailure)?.isUndefined == true {
      // It was pruned while the session that held it was lost.
      throw PostgreSQLRecords.pruned(edition.number, edition.provider)
    }
  }

  private func qualified(_ sql: String) -> String {
    qualified.withLock { kept in
      if let known = kept[sql] { return known }
      let named = PostgreSQLDDL.qualified(sql, in: schema)
      if kept.count >= Self.keptQueries { kept = [:] }
      kept[sql] = named
      return named
    }
  }
}
