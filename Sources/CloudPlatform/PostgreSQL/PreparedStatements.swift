import CLibPQ

/// The names under which one connection's server keeps the plans of statements.
struct PreparedStatements {
  private struct Key: Hashable {
    let sql: String
    let types: [Oid]
  }

  /// An edition has some 150 queries; a plan takes some ten kilobytes of the server's memory.
  static let limit = 512

  private var names: [Key: String] = [:]
  private var made = 0

  var isFull: Bool { names.count >= Self.limit }

  func name(of sql: String, _ types: [Oid]) -> String? { names[Key(sql: sql, types: types)] }

  /// Never one that was used before.
  mutating func newName() -> String {
    made += 1
    return "boxoffice_\(made)"
  }

  mutating func add(_ name: String, for sql: String, _ types: [Oid]) { names[Key(sql: sql, types: types)] = name }

  mutating func removeAll() { names.removeAll() }
}
