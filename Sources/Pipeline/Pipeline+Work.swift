import Database
import Domain
import Foundation
import InputValidator
import Logging
import Metrics
import Notifications
import Seeder
import Watchfolders

extension Pipeline {
  /// Finishes what a crash left half done: publications, claims, and deliveries; sweeps its scratch folders, and removes the
  /// shadow edition of a replay that was cut off. Of that, what belongs to `part`.
  package func recover(_ provider: ProviderID, part: PipelinePart = .whole) async throws {
    do {
      try ScratchFolder.sweep(provider, in: configuration.scratchFolder)
    } catch {
      logger.warning(
        "What a crash left in the scratch folder cannot be removed",
        metadata: ["provider.name": "\(provider)", "error": "\(error)"])
    }
    if part.publishes {
      if try await database.publication(of: provider)?.state == .publishing,
        let record = try await publisher.recover(provider)
      {
        logger.notice(
          "A publication that was cut off is finished",
          metadata: ["provider.name": "\(provider)", "edition.number": "\(record.edition)"])
      }
      try await removeShadow(of: provider)
    }
    if part.takes {
      try await takeLeftClaims(provider)
      try await takeUnrecorded(provider)
    }
  }

  /// Takes one delivery through the stages that it has not passed yet, and returns its record as it ends.
  package func work(
    _ record: DeliveryRecord, of provider: ProviderID, progress: ProgressHandler? = nil
  ) async throws -> DeliveryRecord {
    try await work(record, of: provider, judged: nil, progress: progress)
  }

  /// The same for a delivery whose zip may have been `judged` already, as far as `part` goes.
  func work(
    _ record: DeliveryRecord, of provider: ProviderID, judged: JudgedDelivery?, part: PipelinePart = .whole,
    progress: ProgressHandler?
  ) async throws -> DeliveryRecord {
    var record = record
    do {
      var edition: EditionRecord?
      switch record.state {
      case .taken:
        if let judged {
          (record, edition) = try await settle(record, as: judged, of: provider, part, progress: progress)
        } else {
          (record, edition) = try await validateAndSeed(record, of: provider, part, progress: progress)
        }
      case .accepted where part == .manifestOnly:
        (record, edition) = try await validateAndSeed(record, of: provider, part, progress: progress)
      case .accepted: edition = try await seed(record, of: provider, progress: progress)
      case .rejected, .published, .superseded, .failed: break
      }
      if part.publishes, record.state == .accepted {
        record = try await publish(edition, of: record, provider, progress: progress)
        if record.state == .published { try await pruneAfterPublication(of: provider) }
      }
    } catch is CancellationError {
      // Somebody stopped us: no failure, the delivery is taken up again later.
      throw CancellationError()
    } catch let error as BoxOfficeError where error.code == WorkLockError.lost {
      // The delivery is somebody else's now, and so is its record.
      throw error
    } catch let error as BoxOfficeError where error.code == EdgeCacheError.purgeFailed {
      // Nothing is wrong with the delivery: it is published once the edge can be purged, however often that is tried.
      try await outbox.post(Messages.delayed(record, reason: "\(error)", of: provider, at: now()))
      throw error
    } catch {
      try await note(error, on: record, of: provider)
      throw error
    }
    return record
  }

  /// Counts a failure of ours; the last one that is allowed is told to people.
  func note(_ error: any Error, on record: DeliveryRecord, of provider: ProviderID) async throws {
    // The stored record may have come further than the one the stage began with.
    var record = try await seederWatchfolder.record(of: record.delivery, provider) ?? record
    record.attempts += 1
    record.failure = "\(error)"
    if record.attempts >= configuration.maxAttempts {
      record.state = .failed
      let zip = seederWatchfolder.key(provider, record.delivery, SeederWatchfolder.Name.zip)
      try await outbox.post(
        Messages.failed(
          record, reason: "\(error)", keptAt: seederWatchfolder.store.place(of: zip), of: provider, at: now()))
    }
    try await seederWatchfolder.write(record, of: provider)
    Counter(label: "boxoffice.stage.failures").increment()
  }
}
