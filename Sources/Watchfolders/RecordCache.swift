import Domain
import Synchronization

/// The delivery records that were read last, with the version of the object each was read from. A version never changes, so
/// that of a provider whose listing shows nothing new no record is read again, however often it is looked at.
final class RecordCache: Sendable {
  typealias Entries = [DeliveryID: (version: ObjectVersion, record: DeliveryRecord)]

  private let providers = Mutex<[ProviderID: Entries]>([:])

  /// What is known of a provider. What is set replaces all of it: what is kept no more must not stay in memory.
  subscript(provider: ProviderID) -> Entries {
    get { providers.withLock { $0[provider] ?? [:] } }
    set { providers.withLock { $0[provider] = newValue } }
  }
}
