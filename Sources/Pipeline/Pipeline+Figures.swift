import Database
import Domain
import Metrics
import Watchfolders

extension Pipeline {
  /// Tells the metrics how old the provider's current edition is, in days since it was published, and how long its oldest
  /// accepted delivery has been waiting to be online, in seconds; 0 if none waits.
  package func measure(_ provider: ProviderID) async throws {
    let now = now()
    let dimensions = [("provider", provider.name)]
    if let current = try await database.publication(of: provider)?.current,
      let publishedAt = try await database.editions(of: provider).first(where: { $0.number == current })?.publishedAt
    {
      Gauge(label: "boxoffice.edition.age.days", dimensions: dimensions)
        .record(publishedAt.duration(to: now) / .seconds(86_400))
    }
    let waiting = try await seederWatchfolder.records(of: provider).filter { $0.state == .accepted }.map(\.takenAt)
      .min()
    Gauge(label: "boxoffice.publication.pending", dimensions: dimensions)
      .record(waiting.map { $0.duration(to: now) / .seconds(1) } ?? 0)
  }
}
