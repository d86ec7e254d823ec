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
  package func need(of provider: ProviderID, thorough: Bool) async throws -> ProviderNeed {
    if try await registry.removal(of: provider) != nil { return .nothing }
    if try await database.publication(of: provider)?.state == .publishing { return .work }
    if try await !watchfolder.claims(of: provider).isEmpty { return .work }
    if thorough {
      let kept = try await seederWatchfolder.deliveries(of: provider)
      if !kept.unrecorded.isEmpty || kept.records.contains(where: \.state.isUnfinished) { return .work }
    }
    guard let upload = try await watchfolder.upload(of: provider) else { return .nothing }
    if let until = try await settling(upload) { return .settling(until: until) }
    return .work
  }

  /// One turn of a provider: finishes what was cut off, takes the upload if it has settled, and works one delivery, for at
  /// most `configuration.workLimit`. Returns what there is left to do; `nil` if another process works for the provider.
  ///
  /// Of several unfinished deliveries the one that failed least often is worked, of those the oldest: one that fails again
  /// and again does not hold up those behind it.
  package func turn(_ provider: ProviderID) async throws -> ProviderNeed? {
    try await locked(provider) {
      try await recover(provider)
      let state = try await intake(provider)
      if let record = try await nextUnfinished(of: provider) { try await workWithinLimit(record, of: provider) }
      if try await nextUnfinished(of: provider) != nil { return .work }
      return if case .settling(let until) = state { .settling(until: until) } else { .nothing }
    }
  }

  private func nextUnfinished(of provider: ProviderID) async throws -> DeliveryRecord? {
    try await seederWatchfolder.records(of: provider).filter(\.state.isUnfinished)
      .min { ($0.attempts, $0.takenAt) < ($1.attempts, $1.takenAt) }
  }

  private func workWithinLimit(_ record: DeliveryRecord, of provider: ProviderID) async throws {
    let limit = configuration.workLimit
    do {
      _ = try await TimeLimit.run(limit) { try await work(record, of: provider) }
    } catch is TimeLimit.Exceeded {
      let error = BoxOfficeError(
        code: "delivery-too-slow",
        message:
          "delivery \(record.delivery.short) of \(provider) was stopped after \(limit), so that others have their"
          + " turn; if it is meant to take longer, raise work.maxTime")
      try await note(error, on: record, of: provider)
      throw error
    }
  }
}
