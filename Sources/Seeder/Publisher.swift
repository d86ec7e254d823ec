import Database
import Domain

/// Switches which edition the unpinned URLs of a provider serve: a publish, or a rollback to an older edition.
///
/// Each step is one compare-and-swap of the publication record, so that a crash between any two is finished by `recover`,
/// and of two publishers one is stopped:
///
/// 1. *prepared*: `publishing`, still on the old edition, with the target stored: no answer may be cached any more. With an
///    edge, wait until none is under way that may, one lease and the edge's longest fetch, and purge the edge. Where that
///    fails, the old edition is `live` again, and stays until a later publication succeeds;
/// 2. *switched*: `publishing` on the new edition; then, unless nobody reads, wait one lease, after which every process has
///    read it, or answers 503;
/// 3. *live*: answers may be cached again. Whoever is told now gets no older answer.
///
/// Why that holds is written down in `docs/publishing.md`.
package struct Publisher: Sendable {
  let database: any EditionDatabase
  let edge: (any EdgeCache)?
  let forgetsEdge: Bool
  let lease: Duration
  let sleep: @Sendable (Duration) async throws -> Void
  private let now: @Sendable () -> Timestamp

  /// - Parameters:
  ///   - edge: the shared cache in front of the API; `nil` if there is none that may keep unpinned answers.
  ///   - forgetsEdge: whether providers that were published behind an edge may be published without one: it is gone.
  ///   - lease: how long an API process may use one reading of the publication record.
  ///   - now: the wall clock, for `switchedAt` alone.
  ///   - sleep: waits at least the given time on a clock that runs on while the machine sleeps.
  package init(
    database: any EditionDatabase, edge: (any EdgeCache)? = nil, forgetsEdge: Bool = false,
    lease: Duration = .seconds(1), now: @escaping @Sendable () -> Timestamp,
    sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0, clock: .continuous) }
  ) {
    self.database = database
    self.edge = edge
    self.forgetsEdge = forgetsEdge
    self.lease = lease
    self.now = now
    self.sleep = sleep
  }

  /// Makes `edition`, which is ready, the current one and returns the record once it is `live`.
  ///
  /// Does nothing if it is current already; goes on with a publication of the same edition that was begun. Errors:
  /// `publication-in-progress` if another edition is being published, `publication-conflict` if another publisher came
  /// first, `edge-purge-failed` if the edge could not be purged, so that the old edition is served on, and those of
  /// `EditionDatabase.replacePublication`.
  package func publish(_ edition: EditionNumber, of provider: ProviderID) async throws -> PublicationRecord {
    try await publish(edition, of: provider, after: try await database.publication(of: provider))
  }

  /// The same for who has read the record `current` before deciding to publish: whatever was published since makes it
  /// `publication-conflict`.
  package func publish(
    _ edition: EditionNumber, of provider: ProviderID, after current: PublicationRecord?
  ) async throws -> PublicationRecord {
    try requireEdge(of: current, provider)
    let hasEdge: Bool? = edge == nil ? nil : true
    switch current?.state {
    case .live where current?.edition == edition && current?.hasEdge == hasEdge: return current!
    case .publishing:
      guard let current, current.destination == edition else {
        throw BoxOfficeError(
          code: "publication-in-progress",
          message: "edition \(current!.destination) of \(provider) is being published; wait for it. If its process was"
            + " killed, the next start of boxoffice finishes it")
      }
      return try await finish(current, of: provider)
    case .live where current?.hasEdge == hasEdge: break
    case .live, .withdrawn, nil:
      // The edge is new, or nothing is served: what it has is of an earlier life, and may not be kept from here on.
      try await purgeAll(of: provider, under: current)
    }
    let prepared = prepare(edition, after: current, hasEdge: hasEdge)
    guard try await database.replacePublication(of: provider, expected: current?.sequence, with: prepared) else {
      throw conflict(edition, provider)
    }
    return try await finish(prepared, of: provider)
  }

  /// Finishes what a crash left, repeating the whole wait if anybody reads, and the purge, and returns the record, which is
  /// `live`; `nil` if nothing was ever published. Errors as those of `publish`.
  package func recover(_ provider: ProviderID) async throws -> PublicationRecord? {
    guard let record = try await database.publication(of: provider) else { return nil }
    return try await finish(record, of: provider)
  }

  /// Serves nothing of the provider any more, and returns when every process knows. What was being published is withdrawn
  /// like what was live; `publish` serves an edition again. Does nothing if nothing was ever published.
  ///
  /// Safe to repeat after a crash: the wait and the purge are made again. Errors: `publication-conflict`, and
  /// `edge-purge-failed`: it is withdrawn then, but the edge may have answers left.
  package func withdraw(_ provider: ProviderID) async throws {
    guard var record = try await database.publication(of: provider) else { return }
    try requireEdge(of: record, provider)
    if record.state != .withdrawn {
      let withdrawn = PublicationRecord(
        sequence: record.sequence + 1, edition: record.edition, state: .withdrawn, switchedAt: record.switchedAt,
        hasEdge: forgetsEdge ? nil : record.hasEdge)
      guard try await database.replacePublication(of: provider, expected: record.sequence, with: withdrawn) else {
        throw BoxOfficeError(
          code: "publication-conflict",
          message: "\(provider) was not withdrawn: another process published at the same time; repeat the command")
      }
      record = withdrawn
    }
    if edge == nil {
      try await waitForReaders()
    } else {
      try await purgeAll(of: provider, under: record)
    }
  }

  private func finish(_ begun: PublicationRecord, of provider: ProviderID) async throws -> PublicationRecord {
    try requireEdge(of: begun, provider)
    let target = begun.destination
    var record = begun
    while record.state == .publishing {
      let next: PublicationRecord
      var failure: BoxOfficeError?
      if record.edition != target {
        do {
          try await purgeCurrent(of: provider, under: record)
          next = switchOver(record, to: target)
        } catch let error as BoxOfficeError where error.code == EdgeCacheError.purgeFailed {
          failure = error
          next = golive(record)
        }
      } else {
        // Asked after the switch: whoever begins to read later reads what was switched to.
        try await waitForReaders()
        try await database.markPublished(target, of: provider, at: record.switchedAt)
        next = golive(record)
      }
      if try await database.replacePublication(of: provider, expected: record.sequence, with: next) {
        if let failure { throw failure }
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
  private func prepare(
    _ target: EditionNumber, after current: PublicationRecord?, hasEdge: Bool?
  ) -> PublicationRecord {
    PublicationRecord(
      sequence: (current?.sequence ?? 0) + 1, edition: current?.current ?? target, state: .publishing,
      switchedAt: current?.current == nil ? switchTime(after: current?.switchedAt) : current!.switchedAt,
      target: target,
      hasEdge: hasEdge)
  }

  private func switchOver(_ record: PublicationRecord, to target: EditionNumber) -> PublicationRecord {
    PublicationRecord(
      sequence: record.sequence + 1, edition: target, state: .publishing,
      switchedAt: switchTime(after: record.switchedAt), target: target, hasEdge: record.hasEdge)
  }

  /// On the edition that the record names: the new one, or, before the switch, the old one again.
  private func golive(_ record: PublicationRecord) -> PublicationRecord {
    PublicationRecord(
      sequence: record.sequence + 1, edition: record.edition, state: .live, switchedAt: record.switchedAt,
      hasEdge: record.hasEdge)
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
