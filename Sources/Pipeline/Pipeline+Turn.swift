import Database
import Domain
import Logging
import Watchfolders

/// What there is to do for a provider.
package enum ProviderNeed: Sendable, Equatable {
  case nothing
  /// Nothing yet; look again then.
  case settling(until: Timestamp)
  /// Something: it takes a turn.
  case work
}

extension Pipeline {
  /// Looks whether a provider needs a turn, without taking or working anything. Safe beside another process that works for
  /// it.
  ///
  /// Only if it is `thorough` does it find what was taken and left by a process that died: in a bucket that takes a listing
  /// of every object of every delivery. Otherwise it is cheap.
  package func need(
    of provider: ProviderID, thorough: Bool, part: PipelinePart = .whole
  ) async throws -> ProviderNeed {
    if try await registry.removal(of: provider) != nil { return .nothing }
    if part.publishes, try await database.publication(of: provider)?.state == .publishing { return .work }
    if part.takes, try await !watchfolder.claims(of: provider).isEmpty { return .work }
    if thorough {
      let kept = try await seederWatchfolder.deliveries(of: provider)
      if part.takes, !kept.unrecorded.isEmpty { return .work }
      if try await next(of: kept.records, provider, part) != nil { return .work }
    }
    guard part.takes, let upload = try await watchfolder.upload(of: provider) else { return .nothing }
    if let until = try await settling(upload) { return .settling(until: until) }
    return .work
  }

  /// One turn of a provider: finishes what was cut off, takes the upload if it has settled, and works one delivery, for at
  /// most `limit`, or `configuration.workLimit` if that is shorter. Returns what there is left to do; `nil` if another
  /// process works for the provider.
  ///
  /// Of several unfinished deliveries the one that failed least often is worked, of those the oldest: one that fails again
  /// and again does not hold up those behind it.
  package func turn(
    _ provider: ProviderID, part: PipelinePart = .whole, limit: Duration? = nil
  ) async throws -> ProviderNeed? {
    let begun = ContinuousClock.now
    return try await locked(provider) {
      try await recover(provider, part: part)
      let state = part.takes ? try await intake(provider) : .empty
      if let record = try await nextUnfinished(of: provider, part) {
        let left = limit.map { max(.zero, $0 - begun.duration(to: .now)) } ?? configuration.workLimit
        try await work(record, of: provider, part: part, atMost: min(left, configuration.workLimit))
      }
      if try await nextUnfinished(of: provider, part) != nil { return .work }
      return if case .settling(let until) = state { .settling(until: until) } else { .nothing }
    }
  }

  private func nextUnfinished(of provider: ProviderID, _ part: PipelinePart) async throws -> DeliveryRecord? {
    try await next(of: try await seederWatchfolder.records(of: provider), provider, part)
  }

  /// The delivery to be worked next in this part of its way.
  private func next(
    of records: [DeliveryRecord], _ provider: ProviderID, _ part: PipelinePart
  ) async throws -> DeliveryRecord? {
    for record in records.sorted(by: { ($0.attempts, $0.takenAt) < ($1.attempts, $1.takenAt) })
    where record.state.isUnfinished {
      switch (part, record.state) {
      case (.whole, _), (.untilManifest, .taken): return record
      case (.manifestOnly, .accepted), (.fromManifest, .accepted):
        let hasManifest = try await seederWatchfolder.manifest(of: record.delivery, provider) != nil
        if hasManifest == (part == .fromManifest) { return record }
      default: continue
      }
    }
    return nil
  }

  private func work(
    _ record: DeliveryRecord, of provider: ProviderID, part: PipelinePart, atMost limit: Duration
  ) async throws {
    do {
      _ = try await TimeLimit.run(limit) {
        try await work(record, of: provider, judged: nil, part: part, progress: nil)
      }
    } catch is TimeLimit.Exceeded {
      let error = BoxOfficeError(
        code: "delivery-too-slow",
        message:
          "delivery \(record.delivery.short) of \(provider) was stopped after \(limit), so that others have their"
          + " turn; if it is meant to take longer, raise work.maxTime, or the time-out of the function that works it")
      try await note(error, on: record, of: provider)
      throw error
    }
  }
}
