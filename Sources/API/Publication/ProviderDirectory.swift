import Database
import Domain
import Synchronization

/// The providers that are served, found again at most once a lease.
final class ProviderDirectory: Sendable {
  private let names: Leased<[ProviderID]>
  private let served = Mutex<[ProviderID: ServedProvider]>([:])
  private let make: @Sendable (ProviderID) -> ServedProvider

  init(
    lease: Duration, clock: MonotonicClock, list: @escaping @Sendable () async throws -> [ProviderID],
    make: @escaping @Sendable (ProviderID) -> ServedProvider
  ) {
    self.names = Leased(lease: lease, clock: clock) { try await list().sorted() }
    self.make = make
  }

  /// All of them, by name. When they cannot be listed at the moment, those last known.
  func all() async throws -> [ProviderID] {
    do {
      return try await names.reading().value
    } catch {
      guard let latest = names.latest else { throw error }
      return latest.value
    }
  }

  /// Told that a provider has published: whoever asks next waits for a reading that was begun now.
  func noteChange(of id: ProviderID) {
    guard let provider = served.withLock({ $0[id] }) else { return }
    provider.publication.renew()
    provider.editions.renew()
  }

  /// Whether there is a provider of this name, as far as it is known without waiting.
  func hasCurrently(_ id: ProviderID) -> Bool { names.current()?.value.contains(id) ?? false }

  /// The provider, or `nil` if there is none of this name, be it that there was one.
  func provider(_ id: ProviderID) async throws -> ServedProvider? {
    guard try await all().contains(id) else { return nil }
    return served.withLock { served in
      if let provider = served[id] { return provider }
      let provider = make(id)
      served[id] = provider
      return provider
    }
  }
}
