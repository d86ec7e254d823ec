import Crypto
import Database
import Domain

/// The advisory locks of an installation: which keys they have in its database.
///
/// Pairs of numbers are a key space of their own beside single ones. The first of a pair says what the second counts.
enum PostgreSQLLocks {
  /// "bo" and a number, so that another program's locks in the same database are others.
  private static func kind(_ number: Int64) -> Int64 { 0x626F_0000 + number }

  /// Held while the tables that all editions share are made or changed.
  static let migration: [SQLValue] = [.integer(kind(1)), .integer(0)]

  /// Held by a transaction that numbers, switches or prunes a provider's editions.
  static func provider(_ provider: ProviderID) -> [SQLValue] {
    // Two providers of one hash wait for each other for a moment.
    [.integer(kind(2)), .integer(Int64(Int32(truncatingIfNeeded: hash(provider.name))))]
  }

  /// Held by the session that builds the edition of this id, from `begin` until it has ended.
  static func building(_ id: Int64) -> [SQLValue] { [.integer(kind(3)), .integer(id)] }

  /// Shared by the sessions of processes that have the edition of this id open.
  static func reading(_ id: Int64) -> [SQLValue] { [.integer(kind(4)), .integer(id)] }

  /// The first number of the lock of a reading hold; also in the functions of `PostgreSQLMigrations`.
  static let hold = kind(5)

  /// The single number under which a process works for `name`.
  static func work(_ name: String) -> SQLValue { .integer(hash("boxoffice work " + name)) }

  /// The same on every machine and in every version.
  private static func hash(_ text: String) -> Int64 {
    SHA256.hash(data: Array(text.utf8)).prefix(8).reduce(Int64(0)) { $0 << 8 | Int64($1) }
  }
}

extension PostgreSQLConnection {
  /// Waits for a lock that ends with the transaction.
  func lockForTransaction(_ key: [SQLValue]) throws {
    _ = try rows("SELECT pg_advisory_xact_lock($1::int, $2::int)::text", key)
  }

  /// Takes a lock that ends with the transaction if it is free.
  func tryLockForTransaction(_ key: [SQLValue]) throws -> Bool {
    try rows("SELECT pg_try_advisory_xact_lock($1::int, $2::int)", key) == [[.integer(1)]]
  }

  /// Takes a lock that ends with the session if it is free.
  func tryLock(_ key: [SQLValue]) throws -> Bool {
    try rows("SELECT pg_try_advisory_lock($1::int, $2::int)", key) == [[.integer(1)]]
  }

  func unlock(_ key: [SQLValue]) throws {
    _ = try rows("SELECT pg_advisory_unlock($1::int, $2::int)", key)
  }
}
