/// Addresses with the same first bits, as in `10.0.0.0/8`.
package struct AddressRange: Sendable, Equatable {
  private let network: IPAddress
  private let mask: IPAddress

  /// An address, or an address and the number of its bits that count; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    let sides = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(sides[0]) else { return nil }
    var bits = 128
    if sides.count == 2 {
      let most = address.isVersion4 ? 32 : 128
      guard let number = Int(sides[1]), (0...most).contains(number), String(number) == sides[1] else { return nil }
      bits = 128 - most + number
    }
    mask = IPAddress(high: Self.ones(bits), low: Self.ones(bits - 64))
    network = IPAddress(high: address.high & mask.high, low: address.low & mask.low)
  }

  func contains(_ address: IPAddress) -> Bool {
    address.high & mask.high == network.high && address.low & mask.low == network.low
  }

  /// A word whose first `count` bits are set; all or none for counts beyond its size. Swift shifts by 64 as one hopes.
  private static func ones(_ count: Int) -> UInt64 { ~(UInt64.max >> max(0, count)) }
}
