import CLibPQ

/// The names under which one connection's server keeps the statements that were asked last.
struct PreparedStatements {
  private struct Key: Hashable {
    let sql: String
    let types: [Oid]
  }

  /// An edition has some 150 queries; a plan takes some ten kilobytes of the server's memory.
  static let limit = 256

  private var names: [Key: (name: String, lastUse: Int)] = [:]
  private var uses = 0
  private var made = 0

  mutating func name(of sql: String, _ types: [Oid]) -> String? {
    uses += 1
    let key = Key(sql: sql, types: types)
    guard let known = names[key] else { return nil }
    names[key] = (known.name, uses)
    return known.name
  }

  mutating func newName() -> String {
    made += 1
    return "boxoffice_\(made)"
  }

  mutating func add(_ name: String, for sql: String, _ types: [Oid]) {
    names[Key(sql: sql, types: types)] = (name, uses)
  }

  /// Forgets the one that was not used for longest if there is no room for another, and returns its name.
  mutating func removeOldest() -> String? {
    guard names.count >= Self.limit, let oldest = names.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
      return nil
    }
    names[oldest.key] = nil
    return oldest.value.name
  }

  mutating func removeAll() { names.removeAll() }
}
