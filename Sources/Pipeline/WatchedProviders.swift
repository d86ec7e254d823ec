import Domain
import Synchronization

/// A provider that a service looks after.
final class WatchedProvider: Sendable {
  let id: ProviderID
  /// Rung when something may have changed in its watchfolder.
  let changed = Bell()
  /// Rung when it may have messages.
  let mail = Bell()
  private let gone = Mutex(false)

  init(_ id: ProviderID) { self.id = id }

  /// Whether it was removed, so that nobody is to look after it any more.
  var isGone: Bool { gone.withLock { $0 } }

  fileprivate func leave() {
    gone.withLock { $0 = true }
    changed.ring()
    mail.ring()
  }
}

/// The providers that a service looks after.
final class WatchedProviders: Sendable {
  private let providers = Mutex<[ProviderID: WatchedProvider]>([:])

  subscript(_ provider: ProviderID) -> WatchedProvider? { providers.withLock { $0[provider] } }

  /// Lets go of those that are not in `present`, and returns those that are new.
  func update(_ present: [ProviderID]) -> [WatchedProvider] {
    providers.withLock { providers in
      for (id, provider) in providers where !present.contains(id) {
        provider.leave()
        providers[id] = nil
      }
      return present.filter { providers[$0] == nil }.map { id in
        let provider = WatchedProvider(id)
        providers[id] = provider
        return provider
      }
    }
  }
}
