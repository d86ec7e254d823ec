import Database
import Domain
import Foundation

/// The rows of `boxoffice.editions` and `boxoffice.publications`, on one connection.
///
/// The record itself is one JSON value, as other engines keep it in a file; what rows are found by are columns.
struct PostgreSQLRecords {
  struct Edition {
    let id: Int64
    let record: EditionRecord
    /// Where its tables are; `nil` once they are dropped.
    let schema: String?
  }

  private let connection: PostgreSQLConnection

  init(_ connection: PostgreSQLConnection) { self.connection = connection }

  // MARK: Editions

  private static let selection = "SELECT id, record::text, schema_name FROM boxoffice.editions"

  /// Every edition, by number. None where nothing was ever written.
  func editions(of provider: ProviderID) throws -> [Edition] {
    do {
      return try editions("\(Self.selection) WHERE provider = $1 ORDER BY number", [.text(provider.name)])
    } catch let failure as PostgreSQLFailure where failure.isUndefined {
      return []
    }
  }

  func edition(_ number: EditionNumber, of provider: ProviderID) throws -> Edition? {
    try editions(
      "\(Self.selection) WHERE provider = $1 AND number = $2", [.text(provider.name), .integer(Int64(number))]
    ).first
  }

  /// The edition of a delivery that was begun and not finished.
  func unfinished(_ provider: ProviderID, _ delivery: DeliveryID, _ takenAt: Timestamp) throws -> Edition? {
    try editions(
      "\(Self.selection) WHERE provider = $1 AND state = 'building' AND delivery = $2 AND taken_at = $3 ORDER BY number",
      [.text(provider.name), .text(delivery.hex), .text(takenAt.description)]
    ).first
  }

  /// Editions whose tables are of no more use but still there.
  func pruned() throws -> [Edition] {
    try editions("\(Self.selection) WHERE state = 'pruned' AND schema_name IS NOT NULL ORDER BY id", [])
  }

  /// An edition that can be read; throws `edition-not-found` or `edition-pruned`.
  func ready(_ number: EditionNumber, of provider: ProviderID) throws -> Edition {
    guard let edition = try edition(number, of: provider), edition.record.state != .building else {
      throw Self.notFound(number, provider)
    }
    guard edition.record.state == .ready, edition.schema != nil else { throw Self.pruned(number, provider) }
    return edition
  }

  /// Above every number there is: rows are never removed.
  func nextNumber(of provider: ProviderID) throws -> EditionNumber {
    let last = try connection.rows(
      "SELECT max(number) FROM boxoffice.editions WHERE provider = $1", [.text(provider.name)])
    return EditionNumber(last.first?.first?.integer ?? 0) + 1
  }

  /// Adds an edition and returns its id.
  func insert(_ record: EditionRecord) throws -> Int64 {
    let rows = try connection.rows(
      """
      INSERT INTO boxoffice.editions (provider, number, state, delivery, taken_at, record)
      VALUES ($1, $2, $3, $4, $5, $6::jsonb) RETURNING id
      """, try values(of: record))
    return rows.first?.first?.integer ?? 0
  }

  func update(_ record: EditionRecord, schema: String?) throws {
    try connection.change(
      """
      UPDATE boxoffice.editions SET state = $3, delivery = $4, taken_at = $5, record = $6::jsonb, schema_name = $7
      WHERE provider = $1 AND number = $2
      """, try values(of: record) + [schema.map { .text($0) } ?? .null])
  }

  private func values(of record: EditionRecord) throws -> [SQLValue] {
    [
      .text(record.provider.name), .integer(Int64(record.number)), .text(record.state.rawValue),
      .text(record.delivery.hex), .text(record.takenAt.description), .text(try Self.document(record)),
    ]
  }

  private func editions(_ sql: String, _ parameters: [SQLValue]) throws -> [Edition] {
    try connection.rows(sql, parameters).map { row in
      Edition(
        id: row[0].integer ?? 0, record: try Self.record(row[1], "the record of an edition"), schema: row[2].text)
    }
  }

  static func notFound(_ number: EditionNumber, _ provider: ProviderID) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.notFound,
      message: "there is no edition \(number) of \(provider); `boxoffice editions` lists those there are")
  }

  static func pruned(_ number: EditionNumber, _ provider: ProviderID) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.pruned,
      message: "edition \(number) of \(provider) was pruned; its delivery may still be kept and can be sent again")
  }

  // MARK: Publications

  /// `nil` also where nothing was ever written.
  func publication(of provider: ProviderID) throws -> PublicationRecord? {
    do {
      let rows = try connection.rows(
        "SELECT record::text FROM boxoffice.publications WHERE provider = $1", [.text(provider.name)])
      return try rows.first.map { try Self.record($0[0], "the publication record of \(provider)") }
    } catch let failure as PostgreSQLFailure where failure.isUndefined {
      return nil
    }
  }

  func replacePublication(of provider: ProviderID, with record: PublicationRecord) throws {
    try connection.change(
      """
      INSERT INTO boxoffice.publications (provider, sequence, record) VALUES ($1, $2, $3::jsonb)
      ON CONFLICT (provider) DO UPDATE SET sequence = excluded.sequence, record = excluded.record
      """, [.text(provider.name), .integer(Int64(record.sequence)), .text(try Self.document(record))])
  }

  /// Every provider that has published.
  func publishers() throws -> [ProviderID] {
    do {
      return try connection.rows("SELECT provider FROM boxoffice.publications")
        .compactMap { $0[0].text.flatMap { ProviderID($0) } }
    } catch let failure as PostgreSQLFailure where failure.isUndefined {
      return []
    }
  }

  // MARK: Documents

  private static func document(_ value: some Encodable) throws -> String {
    String(decoding: try JSONDocument.encode(value), as: UTF8.self)
  }

  private static func record<Record: Decodable>(_ value: SQLValue, _ what: String) throws -> Record {
    try JSONDocument.decode(Record.self, from: Data((value.text ?? "").utf8), what: what)
  }
}
