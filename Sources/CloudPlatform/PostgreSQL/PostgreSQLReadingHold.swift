import Database
import Domain
import Synchronization

/// The word of this process that it reads publication records: a row of `boxoffice.readers`, and a lock on its number that
/// ends with the session.
///
/// The row outlives a session that breaks off. That is how a publisher knows of a hold that was lost: for the time that
/// readings made under it may still be used, a row whose lock is free counts like one whose lock is held.
final class PostgreSQLReadingHold: ReadingHold {
  private let session: PostgreSQLSession
  private let number: Int
  private let row: Row

  /// The number of the row on the connection there is now.
  private final class Row: Sendable {
    let id = Mutex<Int64?>(nil)
  }

  init(on session: PostgreSQLSession) async throws {
    let row = Row()
    number = try await session.hold(
      PostgreSQLSession.Kept(isReading: true) { connection in
        let id = try connection.rows("SELECT boxoffice.begin_reading()").first?.first?.integer
        row.id.withLock { $0 = id }
      })
    self.session = session
    self.row = row
  }

  /// Ends the hold before anything else can happen. Where that fails, publications wait for this process once more.
  deinit {
    session.release(number, wait: .seconds(2)) { [row] connection in
      guard let id = row.id.withLock({ $0 }) else { return }
      _ = try connection.rows("SELECT boxoffice.end_reading($1::int)", [.integer(id)])
    }
  }
}
