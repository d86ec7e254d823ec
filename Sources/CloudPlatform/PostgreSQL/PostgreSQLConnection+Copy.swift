import CLibPQ
import Database
import Domain

extension PostgreSQLConnection {
  /// Streams rows into a table: `produce` is handed a function that takes pieces of COPY's binary format. Returns how many
  /// rows the server took.
  ///
  /// Whatever `produce` throws ends the COPY without a row.
  func copy(
    _ sql: String, _ produce: (_ send: @escaping (UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws -> Int {
    guard PQsendQuery(handle, sql) == 1 else { throw lastFailure() }
    guard let start = try nextResult() else { throw lastFailure() }
    guard start.status == PGRES_COPY_IN else {
      let failure = failure(start)
      while try nextResult() != nil {}
      throw failure
    }
    do {
      try produce { [self] bytes in
        guard PQputCopyData(handle, bytes.baseAddress, Int32(bytes.count)) == 1 else { throw lastFailure() }
      }
    } catch {
      // The server's own reason, if it has one, is why nothing more could be sent.
      if let failure = end("the rows could not be produced"), failure.sqlState != "57014" { throw failure }
      throw error
    }
    var copied = 0
    if let failure = end(nil, { copied = $0 }) { throw failure }
    return copied
  }

  /// Ends a COPY: with its rows, or with `reason` for having none. Returns what went wrong.
  private func end(_ reason: String?, _ count: (Int) -> Void = { _ in }) -> PostgreSQLFailure? {
    guard PQputCopyEnd(handle, reason) == 1 else { return lastFailure() }
    var failure: PostgreSQLFailure?
    do {
      while let result = try nextResult() {
        if result.isError { failure = failure ?? self.failure(result) } else { count(result.changedRows) }
      }
    } catch let error as PostgreSQLFailure {
      return failure ?? error
    } catch {
      return failure ?? lastFailure()
    }
    return failure
  }
}
