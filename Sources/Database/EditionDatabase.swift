import Domain

/// The database: editions side by side, one of them current per provider.
///
/// Contract, kept by every implementation and tested by one conformance suite:
/// - An edition is invisible to `open` until its writer's `finish` has returned; from then on its rows never change.
/// - `begin` for a delivery and taking time that already has an edition in state `building` starts that one anew under its
///   number; otherwise it takes the next number, which was never used before.
/// - `prune` removes the tables and keeps the record, in state `pruned`. A reader that is open stays usable.
/// - A pinned edition stays: `prune` throws `edition-pinned`, whoever pinned it and however shortly before. Only a ready
///   edition can be pinned; for others `pin` throws `edition-not-found` or `edition-pruned`.
/// - `replacePublication` is a compare-and-swap: it writes only if the stored sequence is `expected` (`nil`: no record),
///   and says whether it did. `publication` returns the record as one whole.
/// - What the publication record has in use (`PublicationRecord.inUse`: its edition unless it is withdrawn, and its target)
///   is ready and stays so: `replacePublication` throws `edition-not-found` or `edition-pruned` for one that is not, and
///   `prune` throws `edition-in-use` for one that is.
/// - A process that answers from publication records holds a `ReadingHold` from before its first reading of one. `mayBeRead`
///   is `false` only if at some moment during the call no such hold existed: whatever is read with a later hold is at least
///   as new as the record was when the call began.
/// - Errors: `BoxOfficeError` with a code of `EditionDatabaseError`.
package protocol EditionDatabase: Sendable {
  /// Every edition ever begun, by number.
  func editions(of provider: ProviderID) async throws -> [EditionRecord]

  /// Starts an edition aside. The record's number is assigned here.
  func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) async throws -> any EditionWriter

  /// Opens a ready edition for reading.
  func open(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader

  /// Notes when an edition was first switched in. Does nothing if that is known already.
  func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) async throws

  func prune(_ number: EditionNumber, of provider: ProviderID) async throws

  /// Pins a ready edition, or with `nil` unpins it. One that is pinned already keeps its time; see the contract above.
  func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) async throws

  func publication(of provider: ProviderID) async throws -> PublicationRecord?

  func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool

  /// Says that this process is going to read publication records and to use each reading for a lease.
  ///
  /// Throws where that cannot be said: then this process must not serve, since a publisher could not know of it.
  func startReading() async throws -> any ReadingHold

  /// Whether a process, this one included, may still use a reading of a publication record from before this call.
  ///
  /// `true` also if that cannot be known, for then whoever asks waits a lease, which is always right.
  func mayBeRead() async -> Bool

  /// Providers whose publication record has changed, or may have: hints by which a process reads it sooner than its lease
  /// would make it. Any may be lost, doubled or late. Ends at once where an engine has none to give.
  func publicationChanges() -> AsyncStream<ProviderID>
}

extension EditionDatabase {
  package func publicationChanges() -> AsyncStream<ProviderID> { AsyncStream { $0.finish() } }
}

/// The word of one process that it reads publication records. It ends with the last reference to it or with the process,
/// however that ends; a process that is merely stopped keeps it.
///
/// Where a hold can be lost while its process lives on, as a shared advisory lock of PostgreSQL is with its connection,
/// `mayBeRead` stays `true` for a lease after the loss, and no reading may be begun before there is a new hold.
package protocol ReadingHold: AnyObject, Sendable {}

/// The codes of the errors that an `EditionDatabase` throws.
package enum EditionDatabaseError {
  package static let notFound = "edition-not-found"
  package static let pruned = "edition-pruned"
  /// Named by the publication record, or being built by another process.
  package static let inUse = "edition-in-use"
  /// Kept for ever, until it is unpinned.
  package static let pinned = "edition-pinned"
  package static let notVerified = "edition-not-verified"
  package static let failed = "database-failed"
}

/// Loads one edition. A writer that is dropped leaves an edition in state `building`.
package protocol EditionWriter: AnyObject, Sendable {
  /// The edition's record, in state `building`.
  var edition: EditionRecord { get }

  /// Fills a table of `Schema.tables`: `produce` is handed a sink that takes values in column order. Rows must come in
  /// primary-key order. Returns the number of rows.
  ///
  /// Each table is loaded once, or not at all. Loads of different tables may run at the same time, on different threads,
  /// and the edition's rows do not depend on which ends first. An error of `produce` passes through; after any error the
  /// edition cannot be finished.
  @discardableResult
  func load(_ table: TableDefinition, _ produce: (any RowSink) throws -> Void) throws -> Int

  /// Makes indexes, verifies (row counts equal to those loaded, the engine's own integrity check), makes everything
  /// durable and turns the edition `ready` with these counts and the bytes that it takes. Throws `edition-not-verified` if a check fails.
  func finish(counts: EditionRecord.Counts) async throws -> EditionRecord
}

/// Takes the values of rows one by one, in column order. `endRow` after the last value of each row. Used by one thread.
package protocol RowSink: AnyObject {
  func integer(_ value: Int64)
  /// Several values at once: as if each were given by itself.
  func integers(_ values: UnsafeBufferPointer<Int64>)
  func text(_ value: String)
  func null()
  func endRow() throws
}

extension RowSink {
  package func integers(_ values: UnsafeBufferPointer<Int64>) { for value in values { integer(value) } }

  package func integer(_ value: Int64?) { if let value { integer(value) } else { null() } }
  package func text(_ value: String?) { if let value { text(value) } else { null() } }
}

/// One ready edition, open for reading. Safe to use from many tasks at once.
package protocol EditionReader: Sendable {
  var edition: EditionRecord { get }

  /// The rows of one query. The SQL is from `Queries`: it stays within what SQLite and PostgreSQL both understand, with
  /// parameters `$1`, `$2` … in order of first use.
  func rows(_ query: SQLQuery) async throws -> [SQLRow]
}

/// One read query with its parameters.
package struct SQLQuery: Sendable {
  package var sql: String
  package var parameters: [SQLValue]

  package init(_ sql: String, _ parameters: [SQLValue] = []) {
    self.sql = sql
    self.parameters = parameters
  }
}

/// A value of a row. There are no floating-point columns: decimals are kept as whole millionths or half steps.
package enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case text(String)
}

package typealias SQLRow = [SQLValue]

extension SQLValue {
  package var integer: Int64? { if case .integer(let value) = self { value } else { nil } }
  package var text: String? { if case .text(let value) = self { value } else { nil } }
}
