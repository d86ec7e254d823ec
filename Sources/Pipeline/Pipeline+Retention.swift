import Database
import Domain
import Logging
import Seeder
import Watchfolders

/// What retention removes of a provider.
package struct RetentionPlan: Sendable {
  /// Editions of which the tables go; their records stay. By number.
  package let editions: [EditionRecord]
  package let kept: PrunePlan

  /// What becomes free, as far as it is known: editions of which nobody noted what they take count as nothing.
  package var bytes: Int64 { editions.reduce(kept.bytes) { $0 + ($1.bytes ?? 0) } }
}

extension Pipeline {
  /// Removes what `retention`, or else the provider's settings, let go of: old editions, old deliveries, and older versions
  /// of kept objects. With `dryRun` it only says what that would be.
  ///
  /// Never the current edition, one that a publication under way is switching to, or a pinned one, nor the delivery of any
  /// of them; never work that is unfinished; never links.csv that kept deliveries rely on. To be called under the
  /// provider's lock. A crash half way is finished by the next prune.
  package func prune(
    _ provider: ProviderID, retention: ProviderSettings.Retention? = nil, dryRun: Bool
  ) async throws -> RetentionPlan {
    let retention =
      if let retention { retention } else { try await seederWatchfolder.settings(of: provider).retention }
    let editions = try await database.editions(of: provider)
    let inUse = try await database.publication(of: provider)?.inUse ?? []
    func isProtected(_ edition: EditionRecord) -> Bool { inUse.contains(edition.number) || edition.pinnedAt != nil }

    let ready = editions.filter { $0.state == .ready }.dropLast(max(retention.keep, 1)).filter { !isProtected($0) }
    let left = try await leftUnbuilt(among: editions, of: provider)
    let doomed = (ready + left).sorted { $0.number < $1.number }
    if !dryRun {
      for edition in doomed { try await prune(edition) }
    }
    let kept = try await seederWatchfolder.prune(
      provider, keep: retention.keep,
      deliveriesTakenBefore: retention.deliveryDays.map { now().adding(.seconds(-86_400 * $0)) },
      protected: Set(editions.filter(isProtected).map(\.delivery)), dryRun: dryRun)
    return RetentionPlan(editions: doomed, kept: kept)
  }

  private func prune(_ edition: EditionRecord) async throws {
    try await database.prune(edition.number, of: edition.provider)
    do {
      try await publisher.purge(pruned: edition.number, of: edition.provider)
    } catch let error as BoxOfficeError where error.code == EdgeCacheError.purgeFailed {
      // What the edge goes on serving of it is right; only that it is gone is not seen there.
      logger.warning(
        "The edge keeps answers of an edition that was pruned",
        metadata: [
          "provider.name": "\(edition.provider)", "edition.number": "\(edition.number)", "error": "\(error)",
        ])
    }
  }

  /// Editions that were begun and that no delivery will finish: it failed, or was taken anew since.
  private func leftUnbuilt(
    among editions: [EditionRecord], of provider: ProviderID
  ) async throws -> [EditionRecord] {
    var left: [EditionRecord] = []
    for edition in editions where edition.state == .building {
      let record = try await seederWatchfolder.record(of: edition.delivery, provider)
      let isAwaited = record.map { $0.takenAt == edition.takenAt && $0.state.isUnfinished } ?? false
      if !isAwaited { left.append(edition) }
    }
    return left
  }

  /// Prunes after a publication where the provider's settings say so. The edition is published whatever comes of this: a
  /// failure is logged, and the next publication prunes again.
  func pruneAfterPublication(of provider: ProviderID) async throws {
    do {
      guard try await seederWatchfolder.settings(of: provider).retention.isAutomatic else { return }
      let plan = try await prune(provider, dryRun: false)
      if plan.editions.isEmpty, plan.kept.items.isEmpty { return }
      logger.notice(
        "Retention removed what is old",
        metadata: [
          "provider.name": "\(provider)", "prune.editions": "\(plan.editions.count)",
          "prune.deliveries": "\(plan.kept.deliveries.count)", "prune.bytes": "\(plan.bytes)",
        ])
    } catch let cancellation as CancellationError {
      throw cancellation
    } catch {
      logger.error(
        "Retention failed; the next publication tries again",
        metadata: ["provider.name": "\(provider)", "error": "\(error)"])
    }
  }
}
