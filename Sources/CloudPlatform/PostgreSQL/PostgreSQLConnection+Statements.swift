import CLibPQ
import Database
import Domain

extension PostgreSQLConnection {
  /// Runs one or several statements that have no parameters and whose rows nobody wants.
  func execute(_ sql: String) throws {
    guard PQsendQuery(handle, sql) == 1 else { throw lastFailure() }
    try finish()
  }

  /// The rows of one statement.
  func rows(_ sql: String, _ parameters: [SQLValue] = []) throws -> [SQLRow] {
    try send(sql, parameters, prepared: nil)
    return try takeRows(sql)
  }

  /// How many rows one statement changed.
  @discardableResult
  func change(_ sql: String, _ parameters: [SQLValue] = []) throws -> Int {
    try send(sql, parameters, prepared: nil)
    return try finish()
  }

  /// The rows of a query that is asked often: the server keeps its plan. Not to be used in a transaction.
  func preparedRows(_ query: SQLQuery) throws -> [SQLRow] {
    if isPooled { return try rows(query.sql, query.parameters) }
    let kinds = query.parameters.map(Self.type)
    if let name = statements.name(of: query.sql, kinds) {
      do {
        try send(query.sql, query.parameters, prepared: name)
        return try takeRows(query.sql)
      } catch let failure as PostgreSQLFailure where failure.sqlState == "26000" || failure.sqlState == "0A000" {
        // Somebody has thrown our statements away, or what they are about has changed.
        try forgetStatements()
      }
    }
    if statements.isFull { try forgetStatements() }
    let name = statements.newName()
    guard PQsendPrepare(handle, name, query.sql, Int32(kinds.count), kinds) == 1 else { throw lastFailure() }
    try finish()
    statements.add(name, for: query.sql, kinds)
    try send(query.sql, query.parameters, prepared: name)
    return try takeRows(query.sql)
  }

  /// All at once, which is simpler than one by one and seldom: an edition's queries fit in many times.
  private func forgetStatements() throws {
    statements.removeAll()
    try execute("DEALLOCATE ALL")
  }

  /// Runs `body` in a transaction. Statements see what others had committed before they began, whatever the server's
  /// default is: what is read after a lock was waited for must not be older than the lock.
  func transaction<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      if !isLost {
        do { try execute("ROLLBACK") } catch { giveUp() }
      }
      throw error
    }
  }

  private func send(_ sql: String, _ parameters: [SQLValue], prepared name: String?) throws {
    let types = parameters.map(Self.type)
    let lengths = parameters.map { $0.binaryLength }
    let formats = [Int32](repeating: 1, count: parameters.count)
    // One block for the bytes of all values.
    let offsets = lengths.reduce(into: [0]) { $0.append($0.last! + Int($1)) }
    let isSent = withUnsafeTemporaryAllocation(byteCount: max(offsets.last!, 1), alignment: 8) { bytes in
      let values = parameters.indices.map { index -> UnsafePointer<CChar>? in
        let place = UnsafeMutableRawBufferPointer(rebasing: bytes[offsets[index]..<offsets[index + 1]])
        guard parameters[index].writeBinary(to: place) else { return nil }
        // Also an empty text is a value: its address says that it is there.
        return UnsafePointer((bytes.baseAddress! + offsets[index]).assumingMemoryBound(to: CChar.self))
      }
      let count = Int32(parameters.count)
      return name.map { PQsendQueryPrepared(handle, $0, count, values, lengths, formats, 1) }
        ?? PQsendQueryParams(handle, sql, count, types, values, lengths, formats, 1)
    }
    guard isSent == 1 else { throw lastFailure() }
  }

  private func takeRows(_ sql: String) throws -> [SQLRow] {
    var rows: [SQLRow] = []
    var failure: PostgreSQLFailure?
    while let result = try nextResult() {
      if result.isError { failure = failure ?? self.failure(result) } else { rows += try result.rows(sql) }
    }
    if let failure { throw failure }
    return rows
  }

  /// Takes all results. Returns how many rows the last of them changed.
  @discardableResult
  private func finish() throws -> Int {
    var failure: PostgreSQLFailure?
    var changed = 0
    while let result = try nextResult() {
      if result.isError { failure = failure ?? self.failure(result) }
      changed = result.changedRows
    }
    if let failure { throw failure }
    return changed
  }

  private static func type(of value: SQLValue) -> Oid {
    switch value {
    case .null: 0
    case .integer: PostgreSQLResult.Kind.int8.rawValue
    case .text: PostgreSQLResult.Kind.text.rawValue
    }
  }
}

extension SQLValue {
  fileprivate var binaryLength: Int32 {
    switch self {
    case .null: 0
    case .integer: 8
    case .text(let text): Int32(clamping: Self.storable(text).utf8.count)
    }
  }

  /// Returns whether there is a value.
  fileprivate func writeBinary(to bytes: UnsafeMutableRawBufferPointer) -> Bool {
    switch self {
    case .null: return false
    case .integer(let value): bytes.storeBytes(of: value.bigEndian, as: Int64.self)
    case .text(let text): bytes.copyBytes(from: Self.storable(text).utf8)
    }
    return true
  }

  /// PostgreSQL has no NUL in texts, hence none in what is stored. A text with one stands between the same stored texts as
  /// what is before it with U+0001 behind, which no name has: names are folded without control characters.
  private static func storable(_ text: String) -> String {
    guard let end = text.utf8.firstIndex(of: 0) else { return text }
    return text[..<end] + "\u{1}"
  }
}
