import Database
import Domain
import InputValidator
import Logging
import Notifications
import Seeder
import Watchfolders

/// The stages in their order: the only place that knows it.
///
/// Every step is an idempotent function of what lies in the stores, so that after a crash the same calls finish the work.
/// One process at a time works for a provider; `WorkLock` sees to it.
package struct Pipeline: Sendable {
  package let watchfolder: any DataProviderWatchfolder
  package let seederWatchfolder: SeederWatchfolder
  package let database: any EditionDatabase
  package let publisher: Publisher
  package let outbox: Outbox
  package let lock: any WorkLock
  package let configuration: PipelineConfiguration
  package let now: @Sendable () -> Timestamp
  let logger: Logger

  package init(
    watchfolder: any DataProviderWatchfolder, seederWatchfolder: SeederWatchfolder, database: any EditionDatabase,
    publisher: Publisher, outbox: Outbox, lock: any WorkLock, configuration: PipelineConfiguration,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now, logger: Logger
  ) {
    self.watchfolder = watchfolder
    self.seederWatchfolder = seederWatchfolder
    self.database = database
    self.publisher = publisher
    self.outbox = outbox
    self.lock = lock
    self.configuration = configuration
    self.now = now
    self.logger = logger
  }

  /// Runs `body` while no other process works for `provider`; `nil` if one does. Throws `provider-removed` if there is no
  /// such provider any more: whoever asked for it may not know yet.
  package func locked<Result: Sendable>(
    _ provider: ProviderID, _ body: () async throws -> Result
  ) async throws -> Result? {
    try await locked(named: provider.name) {
      try await refuseRemoved(provider)
      return try await body()
    }
  }

  /// Runs `body` while nobody else has the lock of this name; `nil` if somebody has.
  func locked<Result: Sendable>(named name: String, _ body: () async throws -> Result) async throws -> Result? {
    guard let hold = try await lock.acquire(name) else { return nil }
    let result: Swift.Result<Result, any Error>
    do {
      result = .success(try await body())
    } catch {
      result = .failure(error)
    }
    await hold.release()
    return try result.get()
  }

  /// Waits for the lock of this name, then runs `body`. `waiting` is called once if somebody has it.
  func locked<Result: Sendable>(
    named name: String, waiting: @Sendable () -> Void, _ body: () async throws -> Result
  ) async throws -> Result {
    var isFirst = true
    while true {
      if let result = try await locked(named: name, body) { return result }
      if isFirst { waiting() }
      isFirst = false
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// A logger that names the delivery in every line.
  func logger(_ provider: ProviderID, _ delivery: DeliveryID) -> Logger {
    var logger = logger
    logger[metadataKey: "provider.name"] = "\(provider)"
    logger[metadataKey: "delivery.id"] = "\(delivery)"
    return logger
  }
}
