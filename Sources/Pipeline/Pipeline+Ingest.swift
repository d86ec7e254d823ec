import Domain
import Foundation
import Logging
import Notifications
import Watchfolders

extension Pipeline {
  /// All stages at once for a copy of the file at `path`, which itself is left alone.
  ///
  /// `waiting` is called once if another process holds the provider. Earlier deliveries that are unfinished go first.
  package func ingest(
    copyOf path: String, of provider: ProviderID, progress: ProgressHandler?, waiting: @Sendable () -> Void
  ) async throws -> TakenDelivery {
    try await lockedWaiting(provider, waiting: waiting) {
      try await recover(provider)
      let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
      defer { scratch.remove() }
      progress?(.copying)
      let copy = scratch.path + "/data.zip"
      do {
        try FileManager.default.copyItem(atPath: path, toPath: copy)
      } catch {
        throw BoxOfficeError(
          code: "copy-failed", message: "\(path) cannot be copied to \(scratch.path); check the free space",
          cause: error)
      }
      let taken = try await take(fileAt: copy, of: provider)
      switch taken {
      case .new(let record):
        progress?(.taken(record))
        for earlier in try await seederWatchfolder.records(of: provider)
        where earlier.state.isUnfinished && earlier.delivery != record.delivery {
          // An earlier delivery that we fail on is noted in its record, and must not keep this one back.
          do { _ = try await work(earlier, of: provider, progress: progress) } catch is CancellationError {
            throw CancellationError()
          } catch {
            logger(provider, earlier.delivery).error("An earlier delivery failed", metadata: ["error": "\(error)"])
          }
        }
        return .new(try await work(record, of: provider, progress: progress))
      case .same(let record) where record.state.isUnfinished:
        progress?(.taken(record))
        return .same(try await work(record, of: provider, progress: progress))
      case .same:
        return taken
      }
    }
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
