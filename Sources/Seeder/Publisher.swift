import Database
import Domain

/// Switches which edition the unpinned URLs of a provider serve: a publish, or a rollback to an older edition.
///
/// Each step is one compare-and-swap of the publication record, so that a crash between any two is finished by `recover`,
/// and of two publishers one is stopped:
///
/// 1. *prepared*: `publishing`, still on the old edition, with the target stored;
/// 2. *switched*: `publishing` on the new edition; then, unless nobody reads, wait one lease, after which every process has
///    read it, or answers 503;
/// 3. *live*: answers may be cached again. Whoever is told now gets no older answer.
package struct Publisher: Sendable {
  private let database: any EditionDatabase
  private let lease: Duration
  private let now: @Sendable () -> Timestamp
  private let sleep: @Sendable (Duration) async throws -> Void

  /// - Parameters:
  ///   - lease: how long an API process may use one reading of the publication record.
  ///   - now: the wall clock, for `switchedAt` alone.
  ///   - sleep: waits at least the given time on a clock that runs on while the machine sleeps.
  package init(
    database: any EditionDatabase, lease: Duration = .seconds(1), now: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0, clock: .continuous) }
  ) {
    self.database = database
    self.lease = lease
    self.now = now
    self.sleep = sleep
  }

  /// Makes `edition`, which is ready, the current one and returns the record once it is `live`.
  ///
  /// Does nothing if it is current already; goes on with a publication of the same edition that was begun. Errors:
  /// `publication-in-progress` if another edition is being published, `publication-conflict` if another publisher came
  /// first, and those of `EditionDatabase.replacePublication`.
  package func publish(_ edition: EditionNumber, of provider: ProviderID) async throws -> PublicationRecord {
    try await publish(edition, of: provider, after: try await database.publication(of: provider))
  }

  /// The same for who has read the record `current` before deciding to publish: whatever was published since makes it
  /// `publication-conflict`.
  package func publish(
    _ edition: EditionNumber, of provider: ProviderID, after current: PublicationRecord?
  ) async throws -> PublicationRecord {
    switch current?.state {
    case .live where current?.edition == edition: return current!
    case .publishing:
      guard let current, current.destination == edition else {
        throw BoxOfficeError(
          code: "publication-in-progress",
          message: "edition \(current!.destination) of \(provider) is being published; wait for it. If its process was"
            + " killed, the next start of boxoffice finishes it")
      }
      return try await finish(current, of: provider)
    case .live, .withdrawn, nil: break
    }
    let prepared = prepare(edition, after: current)
    guard try await database.replacePublication(of: provider, expected: current?.sequence, with: prepared) else {
      throw conflict(edition, provider)
    }
    return try await finish(prepared, of: provider)
  }

  /// Finishes what a crash left, repeating the whole wait if anybody reads, and returns the record, which is `live`; `nil` if nothing was
  /// ever published.
  package func recover(_ provider: ProviderID) async throws -> PublicationRecord? {
    guard let record = try await database.publication(of: provider) else { return nil }
    return try await finish(record, of: provider)
  }

  /// Serves nothing of the provider any more, and returns when every process knows. What was being published is withdrawn
  /// like what was live; `publish` serves an edition again. Does nothing if nothing was ever published.
  ///
  /// Safe to repeat after a crash: the wait is made again. Error: `publication-conflict`.
  package func withdraw(_ provider: ProviderID) async throws {
    guard let record = try await database.publication(of: provider) else { return }
    if record.state != .withdrawn {
      let withdrawn = PublicationRecord(
        sequence: record.sequence + 1, edition: record.edition, state: .withdrawn, switchedAt: record.switchedAt)
      guard try await database.replacePublication(of: provider, expected: record.sequence, with: withdrawn) else {
        throw BoxOfficeError(
          code: "publication-conflict",
          message: "\(provider) was not withdrawn: another process published at the same time; repeat the command")
      }
    }
    if await database.mayBeRead() { try await sleep(lease) }
  }

  private func finish(_ begun: PublicationRecord, of provider: ProviderID) async throws -> PublicationRecord {
    let target = begun.destination
    var record = begun
    while record.state == .publishing {
      let next: PublicationRecord
      if record.edition != target {
        next = switchOver(record, to: target)
      } else {
        // Asked after the switch: whoever begins to read later reads what was switched to.
        if await database.mayBeRead() { try await sleep(lease) }
        try await database.markPublished(target, of: provider, at: record.switchedAt)
        next = golive(record)
      }
      if try await database.replacePublication(of: provider, expected: record.sequence, with: next) {
        record = next
        continue
      }
      // Another process finishes the same publication: go on from where it is, waiting as if nobody had.
      guard let stored = try await database.publication(of: provider), stored.destination == target else {
        throw conflict(target, provider)
      }
      record = stored
    }
    return record
  }

  /// The first edition of all has nothing to be switched from, nor has one after a withdrawal.
  private func prepare(_ target: EditionNumber, after current: PublicationRecord?) -> PublicationRecord {
    PublicationRecord(
      sequence: (current?.sequence ?? 0) + 1, edition: current?.current ?? target, state: .publishing,
      switchedAt: current?.current == nil ? switchTime(after: current?.switchedAt) : current!.switchedAt, target: target
    )
  }

  private func switchOver(_ record: PublicationRecord, to target: EditionNumber) -> PublicationRecord {
    PublicationRecord(
      sequence: record.sequence + 1, edition: target, state: .publishing,
      switchedAt: switchTime(after: record.switchedAt), target: target)
  }

  private func golive(_ record: PublicationRecord) -> PublicationRecord {
    PublicationRecord(
      sequence: record.sequence + 1, edition: record.edition, state: .live, switchedAt: record.switchedAt)
  }

  /// Whole seconds, as `Last-Modified` has them, and later than the last switch even when the clock was set back.
  private func switchTime(after last: Timestamp?) -> Timestamp {
    let seconds = now().secondsSinceEpoch
    return Timestamp(secondsSinceEpoch: last.map { max(seconds, $0.secondsSinceEpoch + 1) } ?? seconds)
  }

  private func conflict(_ edition: EditionNumber, _ provider: ProviderID) -> BoxOfficeError {
    BoxOfficeError(
      code: "publication-conflict",
      message:
        "edition \(edition) of \(provider) was not published: another process published at the same time; look at"
        + " `boxoffice editions` and publish again if it is still wanted")
  }
}

extension PublicationRecord {
  /// The edition that is current in the end.
  fileprivate var destination: EditionNumber { target ?? edition }
}
