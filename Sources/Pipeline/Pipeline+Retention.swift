import Database
import Domain
import Watchfolders

/// What retention removes of a provider.
package struct RetentionPlan: Sendable {
  package let editions: [EditionNumber]
  package let kept: PrunePlan
}

extension Pipeline {
  /// Removes all but the newest `keep` editions and deliveries of the provider, and older versions of kept objects.
  ///
  /// Never the current edition, nor its delivery, nor one that a publication under way is switching to.
  package func prune(_ provider: ProviderID, keep: Int?, dryRun: Bool) async throws -> RetentionPlan {
    let keep: Int = if let keep { keep } else { try await seederWatchfolder.settings(of: provider).retention.keep }
    let editions = try await database.editions(of: provider)
    let inUse = try await database.publication(of: provider)?.inUse ?? []
    let old = editions.filter { $0.state == .ready }.dropLast(keep).map(\.number).filter { !inUse.contains($0) }
    if !dryRun {
      for number in old { try await database.prune(number, of: provider) }
    }
    let kept = try await seederWatchfolder.prune(
      provider, keep: keep, protected: Set(editions.filter { inUse.contains($0.number) }.map(\.delivery)),
      dryRun: dryRun)
    return RetentionPlan(editions: old, kept: kept)
  }
}
