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
      let wakeUps = WakeUps()
      group.addTask {
        for await provider in pipeline.watchfolder.changes() { wakeUps.wake(provider) }
      }
      var watched: Set<ProviderID> = []
      while !Task.isCancelled {
        do {
          for provider in try await providers() where watched.insert(provider).inserted {
            let stream = wakeUps.stream(of: provider)
            group.addTask { await work(provider, wakeUps: stream) }
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
  private func work(_ provider: ProviderID, wakeUps: AsyncStream<Void>) async {
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
      await pause(atMost: wait, until: wakeUps)
    }
  }

  private func pause(atMost wait: Duration, until wakeUps: AsyncStream<Void>) async {
    await withTaskGroup(of: Void.self) { group in
      // A cancelled sleep is a wake-up as well.
      group.addTask { try? await Task.sleep(for: wait) }
      group.addTask {
        for await _ in wakeUps { break }
      }
      await group.next()
      group.cancelAll()
    }
  }
}

/// Hands each provider its wake-ups; several that come at once are one.
private final class WakeUps: Sendable {
  private let continuations = Mutex<[ProviderID: AsyncStream<Void>.Continuation]>([:])

  func stream(of provider: ProviderID) -> AsyncStream<Void> {
    let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    continuations.withLock { $0[provider] = continuation }
    return stream
  }

  func wake(_ provider: ProviderID) {
    continuations.withLock { _ = $0[provider]?.yield() }
  }
}
