import DataArchive
import Domain
import InputValidator
import Logging
import Notifications
import Watchfolders

extension Pipeline {
  /// All stages at once for a copy of the file at `path`, which itself is left alone.
  ///
  /// `waiting` is called once if another process holds the provider. Earlier deliveries that are unfinished go first. The
  /// copy is validated while it is made and hashed, hence before it is known whether the delivery is new; until it is taken
  /// nothing of it is kept.
  package func ingest(
    copyOf path: String, of provider: ProviderID, progress: ProgressHandler?, waiting: @Sendable () -> Void
  ) async throws -> TakenDelivery {
    try await lockedWaiting(provider, waiting: waiting) {
      try await recover(provider)
      let failures = try await workEarlier(provider, progress: progress)
      let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
      defer { scratch.remove() }
      progress?(.began(.take))
      let copy = try FileCopy(of: path, at: scratch.path + "/data.zip")
      let takenAt = try await seederWatchfolder.nextTakenAt(of: provider, now: now())
      let judged = try await judge(
        .copy(copy), of: provider, takenAt: takenAt, scratch: scratch, progress: progress)
      let taken = try await take(
        fileAt: copy.path, of: provider, delivery: judged.outcome.report.delivery, bytes: copy.bytes, takenAt: takenAt)
      switch taken {
      case .new(let record):
        progress?(.taken(record))
        return .new(try await work(record, of: provider, judged: judged, progress: progress))
      case .same(let record):
        if let failure = failures[record.delivery] { throw failure }
        return taken
      }
    }
  }

  /// Works the deliveries that are unfinished. One that we fail on is noted in its record, and must not keep those behind it
  /// back.
  @discardableResult
  func workEarlier(
    _ provider: ProviderID, progress: ProgressHandler?
  ) async throws -> [DeliveryID: any Error] {
    var failures: [DeliveryID: any Error] = [:]
    for record in try await seederWatchfolder.records(of: provider) where record.state.isUnfinished {
      progress?(.taken(record))
      do {
        _ = try await work(record, of: provider, progress: progress)
      } catch let cancellation as CancellationError {
        throw cancellation
      } catch {
        failures[record.delivery] = error
        logger(provider, record.delivery).error("An earlier delivery failed", metadata: ["error": "\(error)"])
      }
    }
    return failures
  }

  /// Waits for the provider's lock, then runs `body`.
  package func lockedWaiting<Result: Sendable>(
    _ provider: ProviderID, waiting: @Sendable () -> Void = {}, _ body: () async throws -> Result
  ) async throws -> Result {
    try await locked(named: provider.name, waiting: waiting) {
      try await refuseRemoved(provider)
      return try await body()
    }
  }

  /// Hands what lies in a provider's outbox to the channels, with the provider's contacts as they are now. What cannot be
  /// delivered stays and is logged. Says whether nothing is left; `nil` while another process delivers, which may have begun
  /// before the newest message was there.
  @discardableResult
  package func deliverNotifications(to channels: [any NotificationChannel], of provider: ProviderID) async -> Bool? {
    do {
      let undelivered = try await locked(named: outboxLock(of: provider)) {
        if try await registry.removal(of: provider) != nil { return [UndeliveredMessage]() }
        let contacts = try await seederWatchfolder.settings(of: provider).contacts
        return try await outbox.deliver(of: provider, to: channels, contacts: contacts)
      }
      for failure in undelivered ?? [] {
        logger.warning(
          "A notification could not be delivered; it is tried again",
          metadata: [
            "provider.name": "\(provider)", "notification.key": "\(failure.key)", "sink": "\(failure.sink ?? "none")",
            "error": "\(failure.reason)",
          ])
      }
      return undelivered?.isEmpty
    } catch is CancellationError {
      return false
    } catch {
      logger.error("The outbox cannot be read", metadata: ["provider.name": "\(provider)", "error": "\(error)"])
      return false
    }
  }
}
