import Database
import Domain

extension PostgreSQLEditionDatabase {
  /// The channel on which publications are told, with the provider's name.
  static let channel = "boxoffice_publications"

  /// Under a hold it is read by the session that has the hold, so that no reading is begun without one.
  package func publication(of provider: ProviderID) async throws -> PublicationRecord? {
    let read: @Sendable (PostgreSQLConnection) throws -> PublicationRecord? = {
      try PostgreSQLRecords($0).publication(of: provider)
    }
    return try await postgreSQLCall("the publication record of \(provider) cannot be read") {
      session.isReading ? try await session.run(read) : try await pool.run(read)
    }
  }

  package func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool {
    try await migrate()
    let isAgain = Flag()
    return try await change("the publication record of \(provider) cannot be written") { connection in
      try connection.execute("SET LOCAL synchronous_commit = on")
      try connection.lockForTransaction(PostgreSQLLocks.provider(provider))
      let records = PostgreSQLRecords(connection)
      let stored = try records.publication(of: provider)
      // The connection broke off when this was tried before: if what we wanted is there, it was we, or somebody who
      // finishes the same publication.
      if isAgain.raise(), stored == record { return true }
      guard stored?.sequence == expected else { return false }
      guard record.sequence > expected ?? 0 else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed,
          message: "the publication of \(provider) was not changed: its sequence must rise above \(expected ?? 0)")
      }
      _ = try records.ready(record.edition, of: provider)
      if let target = record.target { _ = try records.ready(target, of: provider) }
      try records.replacePublication(of: provider, with: record)
      _ = try connection.rows("SELECT pg_notify($1, $2)::text", [.text(Self.channel), .text(provider.name)])
      return true
    }
  }

  package func publicationChanges() -> AsyncStream<ProviderID> {
    let notifications = session.notifications(on: Self.channel)
    let pool = pool
    return AsyncStream { continuation in
      let following = Task {
        for await payload in notifications {
          if let payload {
            if let provider = ProviderID(payload) { continuation.yield(provider) }
          } else {
            // Any may have been missed. Where even that cannot be asked, leases end as they always do.
            let publishers = try? await pool.run { try PostgreSQLRecords($0).publishers() }
            for provider in publishers ?? [] { continuation.yield(provider) }
          }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in following.cancel() }
    }
  }

  // MARK: Who reads

  package func startReading() async throws -> any ReadingHold {
    let what = "this process cannot say that it reads publications, without which none would wait for it"
    // A role that only reads has to find the tables, made by the first process that writes.
    if try await call(what, { try PostgreSQLMigrations.installedVersion($0) }) < PostgreSQLMigrations.version {
      try await migrate()
    }
    return try await postgreSQLCall(what) { try await PostgreSQLReadingHold(on: session) }
  }

  package func mayBeRead() async -> Bool {
    do {
      return try await pool.run { connection in
        do {
          return try connection.transaction { try Self.mayBeRead(connection) }
        } catch let failure as PostgreSQLFailure where failure.isUndefined {
          // No process has ever read, nor written.
          return false
        }
      }
    } catch {
      // Why it cannot be known, `doctor` says; a publication only waits.
      return true
    }
  }

  private static func mayBeRead(_ connection: PostgreSQLConnection) throws -> Bool {
    let readers = try connection.rows(
      """
      SELECT id, pg_try_advisory_xact_lock(\(PostgreSQLLocks.hold), id), lost_at IS NOT NULL,
        coalesce(lost_at <= clock_timestamp() - make_interval(secs => \(lostHoldSeconds)), false)
      FROM boxoffice.readers
      """)
    var mayBeRead = false
    for reader in readers {
      let (id, isFree, isLost, isOver) = (
        reader[0], reader[1].integer == 1, reader[2].integer == 1, reader[3].integer == 1
      )
      if isFree, isOver {
        try connection.change("DELETE FROM boxoffice.readers WHERE id = $1", [id])
      } else {
        mayBeRead = true
        // From now on, whenever it was.
        if isFree, !isLost {
          try connection.change("UPDATE boxoffice.readers SET lost_at = clock_timestamp() WHERE id = $1", [id])
        }
      }
    }
    return mayBeRead
  }
}
