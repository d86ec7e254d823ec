import Database
import Domain

/// Keeps an edition's tables from being dropped while this process has it open: a shared lock on its number.
final class PostgreSQLEditionHold: Sendable {
  private let id: Int64
  private let session: PostgreSQLSession
  private let number: Int

  init(_ id: Int64, on session: PostgreSQLSession) async throws {
    self.id = id
    self.session = session
    number = try await session.hold(
      PostgreSQLSession.Kept { connection in
        _ = try connection.rows("SELECT pg_advisory_lock_shared($1::int, $2::int)::text", PostgreSQLLocks.reading(id))
      })
  }

  deinit {
    session.release(number) { [id] connection in
      _ = try connection.rows("SELECT pg_advisory_unlock_shared($1::int, $2::int)", PostgreSQLLocks.reading(id))
    }
  }
}
