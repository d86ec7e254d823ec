import Database
import Domain
import Logging
import Seeder
import Watchfolders

extension Pipeline {
  /// The code of the error that tells that a provider was removed, or is being removed.
  package static let providerRemoved = "provider-removed"

  package var registry: ProviderRegistry { ProviderRegistry(store: seederWatchfolder.store) }

  /// Adds a provider if it is new. Throws `provider-removed` for one that was removed: only `restoreProvider` brings that
  /// back, not somebody who happens to name it.
  package func addProvider(_ provider: ProviderID) async throws {
    try await refuseRemoved(provider)
    try await watchfolder.addProvider(provider)
    try await registry.add(provider, at: now())
  }

  /// Adds a provider again that was removed, with the data that it had if they were kept; what was served then is served
  /// again. Its editions are counted on from the last one that it ever had. Safe to repeat after a crash.
  package func restoreProvider(_ provider: ProviderID, waiting: @Sendable () -> Void = {}) async throws {
    try await lockedRegardless(provider, waiting: waiting) {
      guard let removal = try await registry.removal(of: provider) else { return try await addProvider(provider) }
      guard removal.finishedAt != nil else { throw Self.removed(removal) }
      try await watchfolder.addProvider(provider)
      if let publication = try await database.publication(of: provider), publication.state != .live {
        let edition = publication.target ?? publication.edition
        let isReady = try await database.editions(of: provider).contains { $0.number == edition && $0.state == .ready }
        if isReady { _ = try await publisher.publish(edition, of: provider) }
      }
      try await registry.forgetRemoval(of: provider, at: now())
      logger.notice("A provider was added again", metadata: ["provider.name": "\(provider)"])
    }
  }

  /// Removes a provider: it is watched and served no more. Then, unless its data are kept, they are deleted: deliveries,
  /// editions, settings, messages, and the place that it uploads to. What stays is which edition numbers were used.
  ///
  /// Every step is safe to repeat: what a crash cuts off is finished by calling it again. `waiting` is called once if
  /// another process works for the provider; it has then been told already to begin nothing new.
  package func removeProvider(
    _ provider: ProviderID, keepingData: Bool, waiting: @Sendable () -> Void = {}
  ) async throws {
    var removal = try await registry.beginRemoval(of: provider, keepsData: keepingData, at: now())
    if removal.keepsData, !keepingData {
      removal = ProviderRegistry.Removal(provider: provider, keepsData: false, begunAt: now())
      try await registry.write(removal)
    } else if !removal.keepsData, keepingData {
      throw BoxOfficeError(
        code: Self.providerRemoved,
        message: "\(provider) was removed with its data at \(removal.begunAt), so that they cannot be kept; repeat the"
          + " command with --delete-data if it was cut off")
    }
    try await lockedRegardless(provider, waiting: waiting) {
      try await publisher.withdraw(provider)
      if !removal.keepsData { try await deleteData(of: provider, waiting: waiting) }
      removal.finishedAt = now()
      try await registry.write(removal)
    }
    logger.notice(
      "A provider was removed",
      metadata: ["provider.name": "\(provider)", "provider.data": "\(removal.keepsData ? "kept" : "deleted")"])
  }

  /// The publication is withdrawn: nothing is in use.
  private func deleteData(of provider: ProviderID, waiting: @Sendable () -> Void) async throws {
    // Whoever is delivering its messages would write into places that are to be gone.
    try await locked(named: outboxLock(of: provider), waiting: waiting) {
      for edition in try await database.editions(of: provider) {
        // Whoever deletes everything means what is pinned, too.
        if edition.pinnedAt != nil { try await database.pin(edition.number, of: provider, at: nil) }
        try await database.prune(edition.number, of: provider)
      }
      for info in try await seederWatchfolder.store.versions(prefix: "\(provider)/") {
        try await seederWatchfolder.store.delete(info.key, version: info.version)
      }
      try ScratchFolder.sweep(provider, in: configuration.scratchFolder)
      try await watchfolder.removeProvider(provider)
    }
  }

  package func refuseRemoved(_ provider: ProviderID) async throws {
    if let removal = try await registry.removal(of: provider) { throw Self.removed(removal) }
  }

  /// Never the name of a provider's own lock: no provider's name has a `_`.
  func outboxLock(of provider: ProviderID) -> String { "\(provider)_outbox" }

  private static func removed(_ removal: ProviderRegistry.Removal) -> BoxOfficeError {
    let provider = removal.provider
    let command = "boxoffice provider remove \(provider) \(removal.keepsData ? "--keep-data" : "--delete-data")"
    return BoxOfficeError(
      code: providerRemoved,
      message: removal.finishedAt == nil
        ? "\(provider) is being removed since \(removal.begunAt); if nobody is at it, `\(command)` finishes it"
        : "\(provider) was removed at \(removal.begunAt); `boxoffice provider add \(provider)` adds it again")
  }

  /// Waits for the provider's lock, also for one that was removed.
  private func lockedRegardless<Result: Sendable>(
    _ provider: ProviderID, waiting: @Sendable () -> Void, _ body: () async throws -> Result
  ) async throws -> Result {
    try await locked(named: provider.name, waiting: waiting, body)
  }
}
