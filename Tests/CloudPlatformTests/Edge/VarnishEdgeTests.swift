import Domain
import Fixtures
import Foundation
import Seeder
import Testing

@testable import CloudPlatform

/// The real Varnish with the configuration of `deploy/edge`.
@Suite(
  "Varnish as the edge", .ownThreads, .timeLimit(.minutes(5)),
  .enabled(if: VarnishServer.isWanted, "\(VarnishServer.missing)"))
struct VarnishEdgeTests {
  let acme = ProviderID("acme")!

  private func edge(_ varnish: VarnishServer...) throws -> VarnishEdge {
    try VarnishEdge(addresses: varnish.map(\.purgeEndpoint), fetchDeadline: .seconds(15))
  }

  @Test("What is kept is served without asking, until a purge names its tag and confirms its floor")
  func purge() async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    let paths = ["/v1/acme/years", "/v1/acme/@1/years", "/v1/acme"]
    for path in paths { #expect(try reader.get(path).headers["x-cache"] == "MISS") }
    for path in paths { #expect(try reader.get(path).headers["x-cache"] == "HIT") }

    origin.reply { ($0.body, $0.sequence) = ("new", 4) }
    try await edge(varnish).purge(EdgePurge(.current, of: acme, floor: 2))
    #expect(try reader.get("/v1/acme/years").text == "new")
    #expect(try reader.get("/v1/acme").text == "new")
    // Pinned answers stay right.
    #expect(try reader.get("/v1/acme/@1/years").headers["x-cache"] == "HIT")
    #expect(origin.requests.count == 5)

    try await edge(varnish).purge(EdgePurge(.all, of: acme, floor: 2))
    for path in paths { #expect(try reader.get(path).headers["x-cache"] == "MISS") }
    // Another provider's name that begins alike is another provider.
    #expect(try reader.get("/v1/acme-2/years").headers["x-cache"] == "MISS")
    try await edge(varnish).purge(EdgePurge(.all, of: acme, floor: 3))
    #expect(try reader.get("/v1/acme-2/years").headers["x-cache"] == "HIT")
  }

  @Test("A pruned edition is purged by its own tag")
  func pruned() async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    for path in ["/v1/acme/@1/years", "/v1/acme/years"] { _ = try reader.get(path) }
    try await edge(varnish).purge(EdgePurge(.edition(1), of: acme, floor: 0))
    #expect(try reader.get("/v1/acme/@1/years").headers["x-cache"] == "MISS")
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "HIT")
  }

  @Test(
    "An answer that was on its way during a purge reaches who asked for it, and nobody who asks later")
  func answerInHand() async throws {
    // given: an API process that is stopped with an old answer in hand
    let gate = OriginOfTests.Gate()
    let origin = try OriginOfTests("a", .init(body: "old", gate: gate))
    let varnish = try await VarnishServer(backends: [origin.port], firstByteTimeout: "60s")
    let port = varnish.port
    async let early = Task.detached { try HTTPReader(port: port).get("/v1/acme/years").text }.value
    gate.waitForArrival()

    // when: the edge is purged, and the next edition is live
    try await edge(varnish).purge(EdgePurge(.current, of: acme, floor: 2))
    origin.reply { $0 = .init(body: "new", sequence: 4) }

    // then: who asks now does not wait for the old answer
    let reader = HTTPReader(port: port)
    #expect(try reader.get("/v1/acme/years").text == "new")
    gate.open()
    #expect(try await early == "old")
    for _ in 0..<3 { #expect(try reader.get("/v1/acme/years").text == "new") }
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "HIT")
  }

  @Test("An answer from before the floor is not kept, whoever asked for it and when")
  func belowFloor() async throws {
    let origin = try OriginOfTests("a", .init(sequence: 7))
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    try await edge(varnish).purge(EdgePurge(.current, of: acme, floor: 8))
    for _ in 0..<3 { #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "MISS") }
    // A purge that comes late, or twice, does not lower it.
    try await edge(varnish).purge(EdgePurge(.current, of: acme, floor: 3))
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "MISS")
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "MISS")
    // After a withdrawal everything of the provider has a floor.
    origin.reply { $0.sequence = 9 }
    try await edge(varnish).purge(EdgePurge(.all, of: acme, floor: 10))
    for _ in 0..<3 { #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "MISS") }
    origin.reply { $0.sequence = 10 }
    _ = try reader.get("/v1/acme/years")
    let isKept = try await eventually { try reader.get("/v1/acme/years").headers["x-cache"] == "HIT" }
    #expect(isKept)
  }

  @Test("Every Varnish must confirm: one that does not is named, and the others are purged all the same")
  func several() async throws {
    let origin = try OriginOfTests()
    let (first, second) = (
      try await VarnishServer(backends: [origin.port]), try await VarnishServer(backends: [origin.port])
    )
    let readers = [HTTPReader(port: first.port), HTTPReader(port: second.port)]
    for reader in readers { _ = try reader.get("/v1/acme/years") }
    let both = try edge(first, second)
    #expect(try await both.check().contains(second.purgeEndpoint))

    try second.kill()
    let failure = await #expect(throws: BoxOfficeError.self) {
      try await both.purge(EdgePurge(.current, of: acme, floor: 2))
    }
    #expect(failure?.code == EdgeCacheError.purgeFailed)
    #expect(failure?.message.contains(second.purgeEndpoint) == true)
    #expect(failure?.message.contains(first.purgeEndpoint) == false)
    #expect(try readers[0].get("/v1/acme/years").headers["x-cache"] == "MISS")
    #expect(await code { _ = try await both.check() } == "edge-unreachable")

    // It comes back with nothing kept.
    try await second.start()
    try await both.purge(EdgePurge(.current, of: acme, floor: 2))
  }

  @Test("A server that only says 200, or the port for readers, is not taken for an edge that was purged")
  func impostors() async throws {
    let impostor = try SmallHTTPServer { _ in .init(200) }
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    for address in [impostor.endpoint, varnish.endpoint, "http://127.0.0.1:\(try Loopback.freePorts(1))"] {
      let edge = try VarnishEdge(addresses: [address], fetchDeadline: .seconds(1))
      let failure = await code { try await edge.purge(EdgePurge(.current, of: acme, floor: 2)) }
      #expect(failure == EdgeCacheError.purgeFailed, "\(address)")
    }
    // Nobody purges from outside, and the port for purges serves nothing.
    let outside = try HTTPReader(port: varnish.port).get(
      "/", method: "PURGE", headers: ["Surrogate-Key": "acme", "Publication-Floor": "99"])
    #expect(outside.status == 405)
    #expect(try HTTPReader(port: varnish.purgePort).get("/v1/acme/years").status == 404)
    for headers in [
      [:], ["Surrogate-Key": "acme"], ["Surrogate-Key": "acme other", "Publication-Floor": "1"],
      ["Surrogate-Key": "acme", "Publication-Floor": "-1"], ["Surrogate-Key": "acme/all", "Publication-Floor": "1"],
    ] {
      #expect(try HTTPReader(port: varnish.purgePort).get("/", method: "PURGE", headers: headers).status == 400)
    }
  }

  @Test("Addresses are checked when the program starts", arguments: ["", "localhost:8079", "http://a/b", "ftp://a"])
  func addresses(_ address: String) async {
    let addresses = address.isEmpty ? [] : [address]
    let failure = await code { _ = try VarnishEdge(addresses: addresses, fetchDeadline: .seconds(1)) }
    #expect(failure == "edge-address-invalid")
  }
}
