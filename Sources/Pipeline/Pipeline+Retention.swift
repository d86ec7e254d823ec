import Domain
import Watchfolders

/// What retention removes.
package struct PrunePlan: Sendable {
  package var editions: [EditionNumber] = []
  package var objects: [ObjectInfo] = []
}

extension Pipeline {
  /// Removes all but the newest `keep` editions and deliveries of the provider, and older versions of kept objects.
  ///
  /// Never the current edition, nor its delivery, nor one that a publication under way is switching to.
  package func prune(_ provider: ProviderID, keep: Int?, dryRun: Bool) async throws -> PrunePlan {
    let keep: Int = if let keep { keep } else { try await seederWatchfolder.settings(of: provider).retention.keep }
    let editions = try await database.editions(of: provider)
    let publication = try await database.publication(of: provider)
    let inUse = Set([publication?.edition, publication?.target].compactMap { $0 })
    let ready = editions.filter { $0.state == .ready }
    var plan = PrunePlan()
    plan.editions = ready.dropLast(keep).map(\.number).filter { !inUse.contains($0) }
    let protected = Set(editions.filter { inUse.contains($0.number) }.map(\.delivery))
    if !dryRun {
      for number in plan.editions { try await database.prune(number, of: provider) }
    }
    plan.objects = try await seederWatchfolder.prune(provider, keep: keep, protecting: protected, dryRun: dryRun)
    return plan
  }
}
