import Domain
import Logging
import Metrics
import Notifications
import Watchfolders

extension Pipeline {
  /// Whether the provider keeps its rhythm; `nil` if it has none.
  ///
  /// A delivery counts from when it was taken, unless it was rejected: what was asked for has not come then. The same bytes
  /// sent again are no new delivery.
  package func rhythmStanding(of provider: ProviderID) async throws -> RhythmStanding? {
    guard let rhythm = try await seederWatchfolder.settings(of: provider).rhythm else { return nil }
    let deliveries = try await seederWatchfolder.records(of: provider).filter { $0.state != .rejected }
    return rhythm.standing(deliveries: deliveries.map(\.takenAt), at: now())
  }

  /// Tells of an overdue delivery, once for each expected period however often it is called. Returns whether it has told
  /// now, and when to call again; `nil` if there is no rhythm.
  ///
  /// While an upload lies in the watchfolder nothing is told: it has come, and only waits.
  @discardableResult
  package func noticeOverdue(_ provider: ProviderID) async throws -> (hasTold: Bool, nextDeadline: Timestamp)? {
    guard let standing = try await rhythmStanding(of: provider) else { return nil }
    Gauge(label: "boxoffice.provider.overdue", dimensions: [("provider", provider.name)])
      .record(standing.overdue?.missed ?? 0)
    guard let overdue = standing.overdue, try await watchfolder.upload(of: provider) == nil else {
      return (false, standing.nextDeadline)
    }
    let last = try await seederWatchfolder.records(of: provider).last
    let message = Messages.overdue(
      overdue, last: last, place: watchfolder.place(of: provider), of: provider, at: now())
    let hasTold = try await outbox.post(message)
    if hasTold {
      logger.warning(
        "A delivery is overdue",
        metadata: [
          "provider.name": "\(provider)", "overdue.since": "\(overdue.since)", "overdue.missed": "\(overdue.missed)",
        ])
    }
    return (hasTold, standing.nextDeadline)
  }
}
