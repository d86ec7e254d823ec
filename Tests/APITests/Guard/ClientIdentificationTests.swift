import HTTPTypes
import NIOCore
import Testing

@testable import API

@Suite("A client is who is at the other end, or whom a proxy of ours names")
struct ClientIdentificationTests {
  @Test(
    "Addresses are read as people and proxies write them",
    arguments: [
      ("192.0.2.1", "::ffff:192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:DB8::1", "2001:db8:0:0:0:0:0:1"),
    ])
  func sameAddress(one: String, other: String) throws {
    let address = try #require(IPAddress(one))
    #expect(address == IPAddress(other))
  }

  @Test(
    "What is no address is none", arguments: ["", "localhost", "1.2.3", "1.2.3.4.5", "1.2.3.256", "::g", "1.2.3.4/8"])
  func noAddress(text: String) {
    #expect(IPAddress(text) == nil)
    #expect(IPAddress(forwarded: text) == nil)
  }

  @Test(
    "A proxy may add the port",
    arguments: [
      ("192.0.2.1:4711", "192.0.2.1"), ("[2001:db8::1]:4711", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
      ("2001:db8::1", "2001:db8::1"),
    ])
  func withPort(text: String, address: String) {
    #expect(IPAddress(forwarded: text) == IPAddress(address))
  }

  @Test("The other end of a connection is read from its socket address")
  func peer() throws {
    #expect(IPAddress(try SocketAddress(ipAddress: "192.0.2.1", port: 1)) == IPAddress("192.0.2.1"))
    #expect(IPAddress(try SocketAddress(ipAddress: "2001:db8::1", port: 1)) == IPAddress("2001:db8::1"))
    #expect(IPAddress(try SocketAddress(unixDomainSocketPath: "/tmp/x")) == nil)
  }

  @Test("A subscriber has one IPv4 address, and a whole network of IPv6 ones")
  func subscribers() throws {
    #expect(IPAddress("192.0.2.1")?.subscriber != IPAddress("192.0.2.2")?.subscriber)
    #expect(IPAddress("2001:db8::1")?.subscriber == IPAddress("2001:db8::ffff:1")?.subscriber)
    #expect(IPAddress("2001:db8::1")?.subscriber != IPAddress("2001:db8:0:1::1")?.subscriber)
  }

  struct Membership: Sendable {
    let range: String
    let address: String
    let isInside: Bool
  }

  @Test(
    "A network is its first bits",
    arguments: [
      Membership(range: "10.0.0.0/8", address: "10.255.0.1", isInside: true),
      Membership(range: "10.0.0.0/8", address: "11.0.0.1", isInside: false),
      Membership(range: "10.1.2.3", address: "10.1.2.3", isInside: true),
      Membership(range: "10.1.2.3", address: "10.1.2.4", isInside: false),
      Membership(range: "10.1.2.128/25", address: "10.1.2.200", isInside: true),
      Membership(range: "10.1.2.128/25", address: "10.1.2.100", isInside: false),
      Membership(range: "0.0.0.0/0", address: "203.0.113.9", isInside: true),
      Membership(range: "0.0.0.0/0", address: "2001:db8::1", isInside: false),
      Membership(range: "::/0", address: "2001:db8::1", isInside: true),
      Membership(range: "2001:db8::/32", address: "2001:db8:ffff::1", isInside: true),
      Membership(range: "2001:db8::/32", address: "2001:db9::1", isInside: false),
      Membership(range: "2001:db8::/65", address: "2001:db8::7fff:ffff:ffff:ffff", isInside: true),
      Membership(range: "2001:db8::/65", address: "2001:db8::8000:0:0:0", isInside: false),
    ])
  func ranges(membership: Membership) throws {
    let range = try #require(AddressRange(membership.range))
    #expect(range.contains(try #require(IPAddress(membership.address))) == membership.isInside)
  }

  @Test(
    "What is no network is none",
    arguments: ["", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/08", "::/129", "a/8", "10.0.0.0/8/8"])
  func noRange(text: String) { #expect(AddressRange(text) == nil) }

  struct Forwarding: Sendable, CustomTestStringConvertible {
    let peer: String
    let lines: [String]
    let client: String
    var testDescription: String { "\(peer) sends \(lines): \(client)" }
  }

  /// Ours are 10.0.0.0/8 and ::1.
  static let forwardings = [
    Forwarding(peer: "203.0.113.9", lines: [], client: "203.0.113.9"),
    // Anybody can write the header: from a stranger it means nothing.
    Forwarding(peer: "203.0.113.9", lines: ["198.51.100.1"], client: "203.0.113.9"),
    Forwarding(peer: "10.0.0.1", lines: [], client: "10.0.0.1"),
    Forwarding(peer: "10.0.0.1", lines: ["198.51.100.1"], client: "198.51.100.1"),
    Forwarding(peer: "::1", lines: [" 198.51.100.1:1234 "], client: "198.51.100.1"),
    // What stands left of the first stranger he wrote himself.
    Forwarding(peer: "10.0.0.1", lines: ["10.9.9.9, 192.0.2.7, 198.51.100.1"], client: "198.51.100.1"),
    // Two of ours in a row: the edge, then the load balancer.
    Forwarding(peer: "10.0.0.1", lines: ["192.0.2.7, 198.51.100.1,10.0.0.2"], client: "198.51.100.1"),
    Forwarding(peer: "10.0.0.1", lines: ["192.0.2.7", "198.51.100.1", "10.0.0.2"], client: "198.51.100.1"),
    // All of ours: a request from inside.
    Forwarding(peer: "10.0.0.1", lines: ["10.0.0.3, 10.0.0.2"], client: "10.0.0.3"),
    Forwarding(peer: "10.0.0.1", lines: ["unknown"], client: "10.0.0.1"),
    Forwarding(peer: "10.0.0.1", lines: ["198.51.100.1, unknown, 10.0.0.2"], client: "10.0.0.2"),
  ]

  @Test("Only our proxies name a client, and only what they wrote counts", arguments: forwardings)
  func forwarding(_ forwarding: Forwarding) throws {
    var clients = ClientIdentification()
    clients.trustedProxies = ["10.0.0.0/8", "::1"].compactMap { AddressRange($0) }
    var fields = HTTPFields()
    for line in forwarding.lines { fields.append(HTTPField(name: clients.header, value: line)) }
    let client = clients.client(of: try #require(IPAddress(forwarding.peer)), fields)
    #expect(client.address == IPAddress(forwarding.client))
    #expect(client.isBehindProxy == (forwarding.peer != "203.0.113.9"))
  }

  @Test("Another header is read where it is configured, and the usual one is not")
  func otherHeader() throws {
    var clients = ClientIdentification()
    clients.trustedProxies = [try #require(AddressRange("10.0.0.1"))]
    clients.header = HTTPField.Name("CloudFront-Viewer-Address")!
    var fields = HTTPFields()
    fields.append(HTTPField(name: clients.header, value: "198.51.100.1:46532"))
    fields.append(HTTPField(name: HTTPField.Name("X-Forwarded-For")!, value: "192.0.2.7"))
    #expect(clients.client(of: IPAddress("10.0.0.1")!, fields).address == IPAddress("198.51.100.1"))
  }
}
