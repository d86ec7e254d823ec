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

  /// What becomes free with each delivery that goes.
  package var bytesByDelivery: [DeliveryID: Int64] {
    items.reduce(into: [:]) { bytes, item in
      if let delivery = delivery(of: item) { bytes[delivery, default: 0] += item.bytes }
    }
  }

  /// What goes of deliveries that stay, and of everything else: older versions, and messages that were sent.
  package var itemsOfNoDelivery: [Item] { items.filter { delivery(of: $0) == nil } }

  /// The delivery that goes with this version.
  private func delivery(of item: Item) -> DeliveryID? {
    // `provider/deliveries/digest/name`
    let parts = item.key.split(separator: "/")
    guard parts.count == 4, let delivery = DeliveryID(hex: String(parts[2])) else { return nil }
    return deliveries.contains(delivery) ? delivery : nil
  }

  mutating func append(_ info: ObjectInfo) {
    items.append(Item(key: info.key.name, version: info.version.id, bytes: info.bytes))
  }
}
