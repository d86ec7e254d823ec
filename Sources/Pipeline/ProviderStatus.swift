import Database
import Domain
import Notifications
import Watchfolders

/// How things stand with one provider: what `provider list` shows.
package struct ProviderStatus: Encodable, Sendable {
  package enum State: String, Encodable, Sendable {
    case active
    /// Its removal was begun and not finished yet.
    case removing
    /// It was removed, with or without its data.
    case removed
  }

  /// What has come and is not finished yet.
  package struct Waiting: Encodable, Sendable {
    /// Bytes of the `data.zip` that lies in the watchfolder; `nil` if there is none.
    package var uploadBytes: Int64?
    package var deliveries = 0
    package var messages = 0
  }

  package let provider: ProviderID
  package let state: State
  /// Where it uploads to.
  package let place: String
  package var title: String?
  package var edition: EditionNumber?
  package var publishedAt: Timestamp?
  package var lastDelivery: DeliveryRecord?
  package var waiting = Waiting()
  package var rhythm: RhythmStanding?
  package var settings: StoredSettings?
  /// What could not be read, and why.
  package var faults: [String] = []
}

extension Pipeline {
  /// How things stand with a provider. What cannot be read is a fault in it: one provider's troubles do not keep the
  /// others from being shown.
  package func status(of provider: ProviderID) async -> ProviderStatus {
    var faults: [String] = []
    func reading<Value>(_ body: () async throws -> Value) async -> Value? {
      do {
        return try await body()
      } catch {
        faults.append("\(error)")
        return nil
      }
    }
    let removal = await reading { try await registry.removal(of: provider) } ?? nil
    let state: ProviderStatus.State =
      if let removal { removal.finishedAt == nil ? .removing : .removed } else { .active }
    var status = ProviderStatus(provider: provider, state: state, place: watchfolder.place(of: provider))
    if let publication = await reading({ try await database.publication(of: provider) }) ?? nil {
      status.edition = publication.current
      status.publishedAt = publication.current == nil ? nil : publication.switchedAt
    }
    status.settings = await reading { try await seederWatchfolder.storedSettings(of: provider) }
    status.title = status.settings?.settings.title
    let records = await reading { try await seederWatchfolder.records(of: provider) } ?? []
    status.lastDelivery = records.last
    status.waiting.deliveries = records.count(where: \.state.isUnfinished)
    status.waiting.uploadBytes = await reading { try await watchfolder.upload(of: provider)?.bytes } ?? nil
    status.waiting.messages = await reading { try await outbox.pending(of: provider).count } ?? 0
    if state == .active { status.rhythm = await reading { try await rhythmStanding(of: provider) } ?? nil }
    status.faults = faults
    return status
  }

  /// What of a provider would be lost with its data.
  package struct Holdings: Sendable, Equatable {
    package let deliveries: Int
    /// Those that can still be read.
    package let editions: Int
    /// Whether an upload lies in its watchfolder, or is being taken.
    package let hasUpload: Bool

    package var isEmpty: Bool { deliveries == 0 && editions == 0 && !hasUpload }
  }

  package func holdings(of provider: ProviderID) async throws -> Holdings {
    let hasClaims = try await !watchfolder.claims(of: provider).isEmpty
    let hasUpload = try await watchfolder.upload(of: provider) != nil
    let kept = try await seederWatchfolder.deliveries(of: provider)
    return Holdings(
      deliveries: kept.records.count + kept.unrecorded.count,
      editions: try await database.editions(of: provider).count { $0.state != .pruned },
      hasUpload: hasClaims || hasUpload)
  }
}
