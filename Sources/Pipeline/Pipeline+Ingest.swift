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
  /// copy is validated while it is hashed, hence before it is known whether the delivery is new; until it is taken nothing
  /// of it is kept.
  package func ingest(
    copyOf path: String, of provider: ProviderID, progress: ProgressHandler?, waiting: @Sendable () -> Void
  ) async throws -> TakenDelivery {
    try await lockedWaiting(provider, waiting: waiting) {
      try await recover(provider)
      let failures = try await workEarlier(provider, progress: progress)
      let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
      defer { scratch.remove() }
      let copy = scratch.path + "/data.zip"
      var bytes: Int64 = 0
      progress?(.began(.take))
      try FileCopy.make(of: path, at: copy) { bytes += Int64($0.count) }
      // The store will make it durable: begun now, that waits for the disk while the copy is read.
      async let flushed: Void = FileCopy.flush(copy)
      let takenAt = try await seederWatchfolder.nextTakenAt(of: provider, now: now())
      let judged = try await judge(
        copy, delivery: nil, of: provider, takenAt: takenAt, scratch: scratch, progress: progress)
      try await flushed
      let taken = try await take(
        fileAt: copy, of: provider, delivery: judged.outcome.report.delivery, bytes: bytes, takenAt: takenAt)
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
    var isFirst = true
    while true {
      if let result = try await locked(provider, body) { return result }
      if isFirst { waiting() }
      isFirst = false
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// Hands what lies in the outbox to the sinks. What cannot be delivered now stays and is logged.
  package func deliverNotifications(to sinks: [any NotificationSink], of providers: [ProviderID]) async {
    for provider in providers {
      do {
        for failure in try await outbox.deliver(of: provider, to: sinks) {
          logger.warning(
            "A notification could not be delivered; it is tried again",
            metadata: [
              "notification.key": "\(failure.key)", "sink": "\(failure.sink ?? "none")", "error": "\(failure.reason)",
            ])
        }
      } catch {
        logger.error("The outbox cannot be read", metadata: ["provider.name": "\(provider)", "error": "\(error)"])
      }
    }
  }
}
