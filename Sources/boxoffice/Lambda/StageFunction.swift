import CloudPlatform
import Domain
import Foundation
import Logging
import Notifications
import Pipeline
import Watchfolders

/// One stage as a function of AWS Lambda: looks at the stores for what an event is about, and does what is to be done.
///
/// Events say where to look, and nothing else: one that is lost, doubled or late changes nothing.
struct StageFunction: Sendable {
  /// How long after a failure a message is received again.
  private static let pauseAfterFailure = Duration.seconds(60)
  /// How long to wait for whoever works for the provider.
  private static let pauseWhileLocked = Duration.seconds(30)
  /// How long to wait for whoever delivers the provider's messages.
  private static let pauseWhileDelivering = Duration.seconds(5)

  let stage: LambdaStage
  let installation: Installation
  let queues: SimpleQueueService

  private var logger: Logger { installation.logger }

  /// The answer to an event; what goes wrong with one message or one provider holds up no other.
  func handle(_ invocation: LambdaInvocation) async throws -> Data {
    let end = LambdaDeadline(invocation.deadline)
    switch try LambdaEvent(invocation.event) {
    case .housekeeping:
      try await keepHouse(end)
      return Data("{}".utf8)
    case .messages(let messages):
      var failed: [String] = []
      for message in messages where try await !isDone(message, end) { failed.append(message.id) }
      return try LambdaEvent.answer(failed: failed)
    }
  }

  // MARK: Messages

  /// Whether a message needs to be received no more.
  private func isDone(_ message: QueueMessage, _ end: LambdaDeadline) async throws -> Bool {
    do {
      try await end.limit { try await work(message, end) }
      return true
    } catch let error as CancellationError {
      throw error
    } catch {
      logger.error(
        "A message failed; it is tried again", metadata: ["message.id": "\(message.id)", "error": "\(error)"])
      await retrySoon(message)
      return false
    }
  }

  private func retrySoon(_ message: QueueMessage) async {
    do {
      try await queues.retry(message, after: Self.pauseAfterFailure)
    } catch {
      // It is received again all the same, when the queue's own time is over.
      logger.warning(
        "A message that failed cannot be made visible again",
        metadata: ["message.id": "\(message.id)", "error": "\(error)"])
    }
  }

  private func work(_ message: QueueMessage, _ end: LambdaDeadline) async throws {
    var wait: Duration?
    for object in try ObjectCreated.all(in: message.body) {
      guard let more = try await delay(after: object, of: message, end) else { continue }
      wait = min(wait ?? more, more)
    }
    guard let wait else { return }
    logger.info("A message is put off", metadata: ["message.id": "\(message.id)", "wait": "\(wait)"])
    try await queues.resend(message, after: wait)
  }

  /// Does what an object asks for. Returns how long to wait where it is too early; `nil` if nothing is left to do.
  private func delay(
    after object: ObjectCreated, of message: QueueMessage, _ end: LambdaDeadline
  ) async throws -> Duration? {
    guard let provider = provider(of: object) else {
      logger.debug("An object is not ours", metadata: ["object.key": "\(object.key)"])
      return nil
    }
    guard try await installation.pipeline.registry.removal(of: provider) == nil else { return nil }
    _ = try await installation.existing(provider)
    guard let part = stage.part else {
      // What is new is there without a mark. What has one was written by a delivery, whose own message is received again
      // if it failed.
      if let key = storeKey(of: object), message.receiveCount == 1, try await !installation.outbox.isUntried(key) {
        return nil
      }
      return try await deliverMessages(of: provider) ? nil : Self.pauseWhileDelivering
    }
    return try await work(provider, part, try await standing(of: object, provider), end)
  }

  /// What an event says of the upload in the watchfolder.
  private enum Standing {
    /// It is about what lies there now, or about something else than uploads.
    case current
    /// What it is about was replaced or taken: what lies there now has an event of its own.
    case past
  }

  private func standing(of object: ObjectCreated, _ provider: ProviderID) async throws -> Standing {
    guard stage == .validate, let watchfolder = installation.watchfolder as? any BucketWatchfolder,
      let version = object.version, let time = object.time
    else { return .current }
    return try await watchfolder.isCurrent(version, of: provider, since: time) ? .current : .past
  }

  /// Whose object it is; `nil` if it is none that this stage is for.
  private func provider(of object: ObjectCreated) -> ProviderID? {
    if stage == .validate {
      return (installation.watchfolder as? any BucketWatchfolder)?.provider(ofUpload: object.key, in: object.bucket)
    }
    // Ours all begin with the provider.
    return storeKey(of: object)?.name.split(separator: "/").first.flatMap { ProviderID(String($0)) }
  }

  /// Its key in our store; `nil` if it lies elsewhere.
  private func storeKey(of object: ObjectCreated) -> ObjectKey? {
    (installation.seederWatchfolder.store as? S3ObjectStore)?.key(ofObject: object.key, in: object.bucket)
  }

  // MARK: Work

  /// Turns until nothing is left to do. Returns how long to wait where it is too early, or another process is at it.
  private func work(
    _ provider: ProviderID, _ part: PipelinePart, _ standing: Standing, _ end: LambdaDeadline
  ) async throws -> Duration? {
    let pipeline = installation.pipeline
    var need = try await pipeline.need(of: provider, thorough: true, part: part)
    while need == .work {
      guard let next = try await pipeline.turn(provider, part: part, limit: end.workLimit) else {
        return Self.pauseWhileLocked
      }
      need = next
    }
    if case .settling(let until) = need, standing == .current {
      return max(.zero, pipeline.now().duration(to: until))
    }
    return nil
  }

  /// Says whether every message is where it is to be, and not in the hands of another process.
  private func deliverMessages(of provider: ProviderID) async throws -> Bool {
    switch await installation.pipeline.deliverNotifications(to: installation.channels, of: provider) {
    case true?: return true
    case nil: return false
    case false?:
      try Task.checkCancellation()
      throw BoxOfficeError(
        code: "messages-undelivered",
        message: "messages for \(provider) could not be delivered; the log says why, and they are tried again")
    }
  }

  // MARK: Housekeeping

  /// What events would have asked for, had they been lost, for every provider.
  private func keepHouse(_ end: LambdaDeadline) async throws {
    var failed: [ProviderID] = []
    for provider in try await installation.providers() {
      do {
        try await end.limit { try await keepHouse(of: provider, end) }
      } catch let error as CancellationError {
        throw error
      } catch {
        failed.append(provider)
        logger.error("Housekeeping failed", metadata: ["provider.name": "\(provider)", "error": "\(error)"])
      }
    }
    guard failed.isEmpty else {
      throw BoxOfficeError(
        code: "housekeeping-failed",
        message: "housekeeping failed for \(failed.map(\.name).joined(separator: ", ")); the log says why")
    }
  }

  private func keepHouse(of provider: ProviderID, _ end: LambdaDeadline) async throws {
    guard let part = stage.part else {
      _ = try await deliverMessages(of: provider)
      return
    }
    _ = try await work(provider, part, .current, end)
    if stage == .validate { try await installation.pipeline.noticeOverdue(provider) }
    if stage == .seed { try await installation.pipeline.measure(provider) }
  }
}
