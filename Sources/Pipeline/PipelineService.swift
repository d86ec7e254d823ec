import Domain
import Logging
import Notifications
import ServiceLifecycle
import Synchronization
import Watchfolders

/// Watches every provider's folder and works what comes in, until it is told to stop.
///
/// Each provider has a task of its own, so that one that floods or fails does not hold up another. The file system's
/// events only shorten the wait: every folder is looked at anyway, each `scanInterval`.
package struct PipelineService: Service {
  private let pipeline: Pipeline
  private let sinks: [any NotificationSink]
  private let scanInterval: Duration
  /// The providers there are; asked again at each scan, so that one added meanwhile is watched too.
  private let providers: @Sendable () async throws -> [ProviderID]
  private let logger: Logger

  package init(
    pipeline: Pipeline, sinks: [any NotificationSink], scanInterval: Duration,
    providers: @escaping @Sendable () async throws -> [ProviderID], logger: Logger
  ) {
    self.pipeline = pipeline
    self.sinks = sinks
    self.scanInterval = scanInterval
    self.providers = providers
    self.logger = logger
  }

  package func run() async throws {
    await withTaskExecutorPreference(StageExecutor.shared) {
      await cancelWhenGracefulShutdown { await watch() }
    }
  }

  private func watch() async {
    await withDiscardingTaskGroup { group in
      let bells = Bells()
      group.addTask {
        for await provider in pipeline.watchfolder.changes() { bells.bell(of: provider).ring() }
      }
      var watched: Set<ProviderID> = []
      while !Task.isCancelled {
        do {
          for provider in try await providers() where watched.insert(provider).inserted {
            group.addTask { await work(provider, bell: bells.bell(of: provider)) }
          }
        } catch {
          logger.error("The providers cannot be listed", metadata: ["error": "\(error)"])
        }
        // Cancelled means that we are to stop.
        try? await Task.sleep(for: scanInterval)
      }
      group.cancelAll()
    }
  }

  /// One provider's loop: work, deliver messages, wait for an event, the settle time or the next scan.
  private func work(_ provider: ProviderID, bell: Bell) async {
    var failures = 0
    while !Task.isCancelled {
      var wait = scanInterval
      do {
        let state = try await pipeline.locked(provider) {
          try await pipeline.recover(provider)
          let state = try await pipeline.intake(provider)
          try await pipeline.workAll(provider)
          return state
        }
        failures = 0
        if case .settling(let until) = state { wait = min(wait, pipeline.now().duration(to: until)) }
      } catch is CancellationError {
        break
      } catch {
        // Logged here and nowhere else; the delivery's record has it too. Wait longer each time, at most five minutes.
        failures += 1
        wait = min(.seconds(300), scanInterval * (1 << min(failures, 5)))
        logger.error(
          "A stage failed; it is tried again",
          metadata: ["provider.name": "\(provider)", "error": "\(error)", "retry.after": "\(wait)"])
      }
      await pipeline.deliverNotifications(to: sinks, of: [provider])
      await bell.wait(atMost: wait)
    }
  }
}

/// One bell for each provider that is watched.
private final class Bells: Sendable {
  private let bells = Mutex<[ProviderID: Bell]>([:])

  func bell(of provider: ProviderID) -> Bell {
    bells.withLock { bells in
      let bell = bells[provider] ?? Bell()
      bells[provider] = bell
      return bell
    }
  }
}
