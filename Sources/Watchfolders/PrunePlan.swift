import Domain

/// What a prune of a provider removes, in the order in which it does.
package struct PrunePlan: Codable, Sendable, Equatable {
  /// One version of one object.
  package struct Item: Codable, Sendable, Equatable {
    package let key: String
    package let version: String
    package let bytes: Int64
  }

  /// The deliveries that go as a whole, oldest first.
  package internal(set) var deliveries: [DeliveryID] = []
  package internal(set) var items: [Item] = []

  /// What becomes free. A version that shares its bytes with another name is counted all the same.
  package var bytes: Int64 { items.reduce(0) { $0 + $1.bytes } }

  mutating func append(_ info: ObjectInfo) {
    items.append(Item(key: info.key.name, version: info.version.id, bytes: info.bytes))
  }
}
