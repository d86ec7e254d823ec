import Domain
import Foundation

/// Which providers there are, kept beside their deliveries so that every process of an installation agrees on it.
///
///     _providers/added/{provider}.json     it was added
///     _providers/removed/{provider}.json   it was removed, or is being removed; kept until it is added again
///
/// A provider is there if it has the first document and not the second: each of the two steps is one write, and one listing
/// tells them all. No provider's name begins with `_`, so that these keys are nobody's.
package struct ProviderRegistry: Sendable {
  /// That a provider was added.
  package struct Entry: Codable, Sendable, Equatable {
    var format = 1
    package let provider: ProviderID
    package let addedAt: Timestamp

    package init(provider: ProviderID, addedAt: Timestamp) {
      self.provider = provider
      self.addedAt = addedAt
    }
  }

  /// That a provider was removed.
  package struct Removal: Codable, Sendable, Equatable {
    var format = 1
    package let provider: ProviderID
    /// Whether its deliveries, editions and settings stay, for the day on which it is added again.
    package let keepsData: Bool
    package let begunAt: Timestamp
    /// `nil` while there is something left to do: whoever calls for the same removal again does it.
    package var finishedAt: Timestamp?

    package init(provider: ProviderID, keepsData: Bool, begunAt: Timestamp, finishedAt: Timestamp? = nil) {
      self.provider = provider
      self.keepsData = keepsData
      self.begunAt = begunAt
      self.finishedAt = finishedAt
    }
  }

  private enum Place: String {
    case added
    case removed
  }

  private static let prefix = "_providers/"
  private static let suffix = ".json"

  private let store: any ObjectStore

  package init(store: any ObjectStore) { self.store = store }

  /// The providers that there are, by name.
  package func providers() async throws -> [ProviderID] {
    var added: Set<ProviderID> = []
    var removed: Set<ProviderID> = []
    for info in try await store.list(prefix: Self.prefix) {
      if let provider = provider(in: info.key, .added) { added.insert(provider) }
      if let provider = provider(in: info.key, .removed) { removed.insert(provider) }
    }
    return added.subtracting(removed).sorted()
  }

  /// Those that were removed, or are being removed, by name.
  package func removals() async throws -> [Removal] {
    var removals: [Removal] = []
    for info in try await store.list(prefix: Self.prefix + Place.removed.rawValue) {
      guard let provider = provider(in: info.key, .removed), let removal = try await removal(of: provider) else {
        continue
      }
      removals.append(removal)
    }
    return removals
  }

  package func removal(of provider: ProviderID) async throws -> Removal? {
    try await document(key(.removed, provider))
  }

  package func entry(of provider: ProviderID) async throws -> Entry? {
    try await document(key(.added, provider))
  }

  /// Notes that the provider is there; one that was removed stays removed until `forgetRemoval`.
  package func add(_ provider: ProviderID, at now: Timestamp) async throws {
    do {
      let entry = try JSONDocument.encode(Entry(provider: provider, addedAt: now))
      try await store.put(key(.added, provider), .data(entry), if: .absent)
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      // It is there.
    }
  }

  /// Notes that the provider is gone, and returns the removal that stands: an earlier one, if there is one.
  package func beginRemoval(of provider: ProviderID, keepsData: Bool, at now: Timestamp) async throws -> Removal {
    let removal = Removal(provider: provider, keepsData: keepsData, begunAt: now)
    do {
      try await store.put(key(.removed, provider), .data(JSONDocument.encode(removal)), if: .absent)
      return removal
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      return try await self.removal(of: provider) ?? removal
    }
  }

  /// Replaces the note of a removal.
  package func write(_ removal: Removal) async throws {
    try await store.put(key(.removed, removal.provider), .data(JSONDocument.encode(removal)))
  }

  /// The provider is there again, as one that was added at `now`.
  package func forgetRemoval(of provider: ProviderID, at now: Timestamp) async throws {
    try await store.put(
      key(.added, provider), .data(JSONDocument.encode(Entry(provider: provider, addedAt: now))))
    try await store.delete(key(.removed, provider), version: nil)
  }

  private func document<Value: Decodable>(_ key: ObjectKey) async throws -> Value? {
    guard let data = try await store.data(key) else { return nil }
    return try JSONDocument.decode(Value.self, from: data, what: "the document \(key) of the Seeder Watchfolder")
  }

  /// Made of checked parts, so that it cannot fail to be a key.
  private func key(_ place: Place, _ provider: ProviderID) -> ObjectKey {
    ObjectKey(Self.prefix + "\(place.rawValue)/\(provider)" + Self.suffix)!
  }

  private func provider(in key: ObjectKey, _ place: Place) -> ProviderID? {
    let prefix = Self.prefix + place.rawValue + "/"
    guard key.name.hasPrefix(prefix), key.name.hasSuffix(Self.suffix) else { return nil }
    return ProviderID(String(key.name.dropFirst(prefix.count).dropLast(Self.suffix.count)))
  }
}
