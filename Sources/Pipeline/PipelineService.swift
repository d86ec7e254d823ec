import Domain
import Logging
import Notifications
import ServiceLifecycle
import Synchronization
import Watchfolders

/// Watches every provider's folder and works what comes in, until it is told to stop.
///
/// Each provider has a task that looks for it, which costs next to nothing, and one that delivers its messages; so one that
/// fails, or whose messages cannot be delivered, holds up no other. What is heavy, taking and working a delivery, waits for
/// a turn: a few go on at once, and who has waited longest is next, so that one that floods has a turn when all others that
/// want one have had theirs.
///
/// The file system's events only shorten the wait: every folder is looked at anyway, each `scanInterval`.
package struct PipelineService: Service {
  private let pipeline: Pipeline
  private let channels: [any NotificationChannel]
  private let scanInterval: Duration
  private let turns: TurnQueue
  /// The providers there are; asked again at each scan, so that one added meanwhile is watched too.
  private let providers: @Sendable () async throws -> [ProviderID]
  private let logger: Logger

  /// The longest wait after failures.
  private static let maxWait = Duration.seconds(300)
  /// The shortest time between two looks at one provider: who writes to the folder all the time makes no more of them.
  private static let pause = Duration.milliseconds(100)
  /// How often to look for deliveries that another process has left: it costs more than to look for uploads.
  private static let thoroughInterval = Duration.seconds(30)

  /// - Parameter turns: how many deliveries are worked at a time.
  package init(
    pipeline: Pipeline, channels: [any NotificationChannel], scanInterval: Duration, turns: TurnQueue,
    providers: @escaping @Sendable () async throws -> [ProviderID], logger: Logger
  ) {
    self.pipeline = pipeline
    self.channels = channels
    self.scanInterval = scanInterval
    self.turns = turns
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
      let watched = WatchedProviders()
      group.addTask {
        for await provider in pipeline.watchfolder.changes() { watched[provider]?.changed.ring() }
      }
      while !Task.isCancelled {
        do {
          for provider in watched.update(try await providers()) {
            group.addTask { await look(after: provider) }
            group.addTask { await deliverMessages(of: provider) }
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

  /// One provider's loop: look, take a turn if there is something to do, wait for an event, the settle time, the next
  /// deadline of its rhythm, or the next scan.
  private func look(after provider: WatchedProvider) async {
    var failures = 0
    // What a crash left is swept and finished in the first turn.
    var need = ProviderNeed.work
    var lastThorough = ContinuousClock.now
    // First at the first thorough look: who has just started has better things to do.
    var isMeasured = true
    while !Task.isCancelled, !provider.isGone {
      var wait = scanInterval
      do {
        if need == .work {
          // `nil`: another process works for it; what that leaves is found by a later look.
          need = try await turn(of: provider.id) ?? .nothing
          provider.mail.ring()
        }
        // Seldom: it lists the provider's deliveries.
        if !isMeasured {
          try await pipeline.measure(provider.id)
          isMeasured = true
        }
        if let notice = try await pipeline.noticeOverdue(provider.id) {
          if notice.hasTold { provider.mail.ring() }
          wait = min(wait, pipeline.now().duration(to: notice.nextDeadline))
        }
        failures = 0
        if case .settling(let until) = need { wait = min(wait, pipeline.now().duration(to: until)) }
        if need == .work { continue }
      } catch is CancellationError {
        break
      } catch let error as BoxOfficeError where error.code == Pipeline.providerRemoved {
        // The next scan notices.
        need = .nothing
      } catch {
        // Logged here and nowhere else; the delivery's record has it too. Wait longer each time.
        failures += 1
        wait = min(Self.maxWait, scanInterval * (1 << min(failures, 5)))
        logger.error(
          "A stage failed; it is tried again",
          metadata: ["provider.name": "\(provider.id)", "error": "\(error)", "retry.after": "\(wait)"])
        provider.mail.ring()
      }
      // After a failure not even an event shortens the wait by all of it.
      try? await Task.sleep(for: failures > 0 ? min(wait, scanInterval) : Self.pause)
      await provider.changed.wait(atMost: wait)
      // A delivery whose stage failed is unfinished, and to be tried again.
      let thorough = failures > 0 || lastThorough.duration(to: .now) >= Self.thoroughInterval
      if thorough {
        lastThorough = .now
        isMeasured = false
      }
      if !Task.isCancelled { need = await self.need(of: provider, thorough: thorough) }
    }
  }

  /// A look that fails is left to the turn, which says why.
  private func need(of provider: WatchedProvider, thorough: Bool) async -> ProviderNeed {
    do {
      let need = try await pipeline.need(of: provider.id, thorough: thorough)
      if case .settling = need { provider.mail.ring() }
      return need
    } catch {
      return .work
    }
  }

  private func turn(of provider: ProviderID) async throws -> ProviderNeed? {
    try await turns.take { turn in
      logger.debug(
        "A turn begins", metadata: ["provider.name": "\(provider)", "turn.overtakenBy": "\(turn.overtakenBy)"])
      return try await pipeline.turn(provider)
    }
  }

  /// One provider's other loop: deliver its messages, wait for the next, or, while there are some left, longer each time.
  private func deliverMessages(of provider: WatchedProvider) async {
    var failures = 0
    while !Task.isCancelled, !provider.isGone {
      let isDone = await pipeline.deliverNotifications(to: channels, of: provider.id) ?? true
      failures = isDone ? 0 : failures + 1
      await provider.mail.wait(atMost: min(Self.maxWait, scanInterval * (1 << min(failures, 5))))
    }
  }
}
