import DataParser
import Database
import Domain
import InputValidator
import Logging
import Notifications
import Seeder
import Watchfolders

extension Pipeline {
  /// Runs a kept delivery again, from its backup through today's code, rules and settings, into a shadow edition: one that
  /// no URL shows and that is removed again, unless it is to be kept or published.
  ///
  /// Votes are joined by the links that were the newest when the delivery was taken, as they were then. The films of the
  /// current edition are what `suspicious-shrink` counts by. Nothing that is kept of the delivery changes, unless the shadow
  /// is published: then the delivery counts as taken now, goes the way of any delivery, and is announced.
  ///
  /// `waiting` is called once if another process holds the provider. Unfinished deliveries go first. Errors:
  /// `delivery-not-kept` if its backup is gone, `delivery-unfinished` if it could not be finished, and those of the stages.
  package func replay(
    _ delivery: DeliveryID, of provider: ProviderID, _ options: ReplayOptions, progress: ProgressHandler?,
    waiting: @Sendable () -> Void
  ) async throws -> Replay {
    try await lockedWaiting(provider, waiting: waiting) {
      try await recover(provider)
      try await workEarlier(provider, progress: progress)
      let record = try await replayable(delivery, of: provider)
      let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
      defer { scratch.remove() }
      let zip = try await localFile(SeederWatchfolder.Name.zip, of: delivery, provider, scratch: scratch)
      var judged = try await judge(
        .taken(path: zip, delivery), of: provider, takenAt: record.takenAt, keepsTables: options.publishes,
        scratch: scratch, progress: progress)
      var replay = Replay(record: record, report: judged.outcome.report)
      guard let model = judged.model else { return replay }
      let parts = try await Stage.model.run(logger(provider, delivery), progress) {
        try model.write(to: scratch.path)
      }
      judged.modelParts = parts
      let takenAt = try await seederWatchfolder.nextTakenAt(of: provider, now: now())
      // Before there is a shadow, so that the next start finds it whatever happens.
      try await seederWatchfolder.write(ReplayRecord(delivery: delivery, takenAt: takenAt), of: provider)
      do {
        let edition = try await shadow(
          of: model, parts, replay.report, takenAt: takenAt, provider, progress: progress)
        replay.edition = edition
        replay.comparison = try await compare(edition, options)
        if options.publishes {
          let state = try await publish(
            judged, bytes: record.bytes, takenAt: takenAt, provider, progress: progress)
          replay.fate = state == .published ? .published : .removed
        } else if options.keeps {
          replay.fate = .kept
          try await seederWatchfolder.write(nil, of: provider)
          return replay
        } else {
          replay.fate = .removed
        }
      } catch {
        await removeShadowAfterFailure(of: provider)
        throw error
      }
      try await removeShadow(of: provider)
      return replay
    }
  }

  /// The record of a delivery that can be run again.
  private func replayable(_ delivery: DeliveryID, of provider: ProviderID) async throws -> DeliveryRecord {
    let key = seederWatchfolder.key(provider, delivery, SeederWatchfolder.Name.zip)
    guard let record = try await seederWatchfolder.record(of: delivery, provider),
      try await seederWatchfolder.store.list(prefix: key.name).contains(where: { $0.key == key })
    else {
      throw BoxOfficeError(
        code: "delivery-not-kept",
        message: "the backup of delivery \(delivery) of \(provider) is not kept any more; `boxoffice ingest` takes a"
          + " data.zip that you have elsewhere")
    }
    if record.state.isUnfinished {
      throw BoxOfficeError(
        code: "delivery-unfinished",
        message: "delivery \(delivery.short) of \(provider) is not finished: \(record.failure ?? "no reason noted")."
          + " Mend that first; `boxoffice run`, or an ingest, goes on with it")
    }
    return record
  }

  private func shadow(
    of model: CollectedModel, _ parts: [DeliveryManifest.Part], _ report: ValidationReport, takenAt: Timestamp,
    _ provider: ProviderID, progress: ProgressHandler?
  ) async throws -> EditionRecord {
    guard let modelDigest = ModelDigest.of(parts: parts) else {
      throw BoxOfficeError(code: "model-incomplete", message: "the model of delivery \(report.delivery) lacks a table")
    }
    return try await Stage.seed.run(logger(provider, report.delivery), progress) {
      try await Seeder(database: database).build(
        try await EditionTables(model), report: try JSONDocument.encode(report), provider: provider,
        delivery: report.delivery, takenAt: takenAt, modelDigest: modelDigest)
    }
  }

  private func compare(_ shadow: EditionRecord, _ options: ReplayOptions) async throws -> Replay.Comparison? {
    let provider = shadow.provider
    var against = options.against
    if against == nil { against = try await database.publication(of: provider)?.edition }
    guard let against else { return nil }
    let old = try await database.open(against, of: provider)
    let new = try await database.open(shadow.number, of: provider)
    let diff = try await EditionDiff.between(old, new)
    return Replay.Comparison(
      diff: diff, changes: try await diff.changes(limit: options.changes, old: old, new: new))
  }

  /// Takes the delivery anew, at the time that the shadow bears: its way through the stages ends with the shadow, which is
  /// ready. From the moment that the record is written any start of boxoffice finishes it.
  private func publish(
    _ judged: JudgedDelivery, bytes: Int64, takenAt: Timestamp, _ provider: ProviderID, progress: ProgressHandler?
  ) async throws -> DeliveryRecord.State {
    try Task.checkCancellation()
    let record = DeliveryRecord(delivery: judged.outcome.report.delivery, takenAt: takenAt, bytes: bytes)
    try await seederWatchfolder.write(record, of: provider)
    progress?(.taken(record))
    return try await work(record, of: provider, judged: judged, progress: progress).state
  }

  /// Removes the shadow of the replay that was noted last, unless it was published or is about to be. Does nothing if there
  /// is none.
  func removeShadow(of provider: ProviderID) async throws {
    guard let replay = try await seederWatchfolder.replay(of: provider) else { return }
    let record = try await seederWatchfolder.record(of: replay.delivery, provider)
    // It is being published: the shadow is the edition that the delivery's way ends with.
    if let record, record.takenAt == replay.takenAt, record.state.isUnfinished { return }
    let publication = try await database.publication(of: provider)
    for edition in try await database.editions(of: provider)
    where edition.delivery == replay.delivery && edition.takenAt == replay.takenAt && edition.state != .pruned {
      let isNamed = [publication?.edition, publication?.target].contains(edition.number)
      guard edition.publishedAt == nil, edition.pinnedAt == nil, !isNamed else { continue }
      try await database.prune(edition.number, of: provider)
    }
    try await seederWatchfolder.write(nil, of: provider)
  }

  /// The same when something else has failed, or when we were stopped: what cannot be removed now the next start removes.
  private func removeShadowAfterFailure(of provider: ProviderID) async {
    // A task of its own, which is not cancelled with this one.
    let failure = await Task { () -> (any Error)? in
      do {
        try await removeShadow(of: provider)
        return nil
      } catch {
        return error
      }
    }.value
    guard let failure else { return }
    logger.warning(
      "The shadow edition of a replay cannot be removed now; the next start removes it",
      metadata: ["provider.name": "\(provider)", "error": "\(failure)"])
  }
}
