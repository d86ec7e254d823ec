import Glibc
import NIOCore

/// An IPv4 or IPv6 address. IPv4 is kept as IPv6 writes it (`::ffff:192.0.2.1`), so that both are compared alike.
package struct IPAddress: Hashable, Sendable {
  let high: UInt64
  let low: UInt64

  init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  private init(version4 address: UInt32) { self.init(high: 0, low: 0xFFFF << 32 | UInt64(address)) }

  /// Of 16 bytes in network order.
  private init(version6 bytes: UnsafeRawPointer) {
    self.init(
      high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
      low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)))
  }

  /// `192.0.2.1` or `2001:db8::1`; `nil` for anything else.
  package init?(_ text: some StringProtocol) {
    let text = String(text)
    var version4 = in_addr()
    var version6 = in6_addr()
    if inet_pton(AF_INET, text, &version4) == 1 {
      self.init(version4: UInt32(bigEndian: version4.s_addr))
    } else if inet_pton(AF_INET6, text, &version6) == 1 {
      self = withUnsafeBytes(of: version6) { IPAddress(version6: $0.baseAddress!) }
    } else {
      return nil
    }
  }

  /// The address as proxies write it, with a port or without: `192.0.2.1:4711`, `[2001:db8::1]:4711`, `2001:db8::1`.
  init?(forwarded text: some StringProtocol) {
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      self.init(text[text.index(after: text.startIndex)..<end])
    } else if text.count(where: { $0 == ":" }) == 1 {
      self.init(text.prefix { $0 != ":" })
    } else {
      self.init(text)
    }
  }

  /// The other end of a connection; `nil` where it has no such address.
  init?(_ peer: SocketAddress?) {
    // The address stands behind the family and the port, in IPv6 behind the flow as well.
    switch peer {
    case .v4:
      let bytes = peer?.withSockAddr { pointer, _ in
        UnsafeRawPointer(pointer).loadUnaligned(fromByteOffset: 4, as: UInt32.self)
      }
      guard let bytes else { return nil }
      self.init(version4: UInt32(bigEndian: bytes))
    case .v6:
      let address = peer?.withSockAddr { pointer, _ in IPAddress(version6: UnsafeRawPointer(pointer) + 8) }
      guard let address else { return nil }
      self = address
    case .unixDomainSocket, nil: return nil
    }
  }

  var isVersion4: Bool { high == 0 && low >> 32 == 0xFFFF }

  /// What one subscriber has: an IPv4 address, or a network of 2^64 IPv6 addresses, of which he uses any he likes.
  var subscriber: IPAddress { isVersion4 ? self : IPAddress(high: high, low: 0) }
}
