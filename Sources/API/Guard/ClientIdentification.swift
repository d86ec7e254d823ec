import HTTPTypes

/// Tells whose request it is: the other end of the connection or, behind our own proxies, whom they name.
package struct ClientIdentification: Sendable {
  struct Client: Sendable, Equatable {
    let address: IPAddress
    /// It came through one of our proxies, which may keep the answer for others.
    let isBehindProxy: Bool
  }

  /// Who is believed. Anybody else could name whom he likes.
  package var trustedProxies: [AddressRange] = []
  /// Where they write it. With several values, each proxy has added whom it got the request from.
  package var header = HTTPField.Name("X-Forwarded-For")!

  package init() {}

  func isProxy(_ address: IPAddress) -> Bool { trustedProxies.contains { $0.contains(address) } }

  /// - Parameter peer: The other end of the connection.
  func client(of peer: IPAddress, _ fields: HTTPFields) -> Client {
    guard isProxy(peer) else { return Client(address: peer, isBehindProxy: false) }
    var address = peer
    // From right to left, as long as it was one of ours who wrote it. What is left of that was sent by the client.
    let named = fields[values: header].joined(separator: ",").split(separator: ",")
    for text in named.reversed() {
      guard let next = IPAddress(forwarded: text.drop { $0 == " " || $0 == "\t" }.trimmedEnd) else { break }
      address = next
      guard isProxy(next) else { break }
    }
    return Client(address: address, isBehindProxy: true)
  }
}

extension Substring {
  fileprivate var trimmedEnd: Substring {
    var text = self
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}
