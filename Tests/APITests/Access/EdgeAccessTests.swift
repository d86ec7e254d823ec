import Access
import Domain
import Fixtures
import Foundation
import HummingbirdTesting
import PrometheusMetrics
import Testing

@testable import API

@Suite(
  "Behind the edge there is one copy for all who may read it, and for nobody else", .serialized, .ownThreads,
  .enabled(if: VarnishServer.isWanted, Comment(rawValue: VarnishServer.missing)))
struct EdgeAccessTests {
  /// Varnish in front of the site's API.
  private func withEdge(_ site: AccessSite, _ body: @Sendable @escaping (VarnishServer) async throws -> Void)
    async throws
  {
    try await site.app().test(.live) { client in
      try await body(try await VarnishServer(backends: [UInt16(try #require(client.port))]))
    }
  }

  private func headers(_ credential: String?) -> [String: String] {
    credential.map { ["Authorization": $0] } ?? [:]
  }

  /// How many requests for a resource the API answered with a status.
  private func count(_ resource: String, _ status: Int, _ registry: PrometheusRegistry) -> Int {
    let line = registry.render().split(separator: "\n").first {
      $0.hasPrefix("boxoffice_http_requests") && $0.contains("resource=\"\(resource)\"")
        && $0.contains("status=\"\(status)\"")
    }
    return line.flatMap { $0.split(separator: " ").last }.flatMap { Double($0) }.map { Int($0) } ?? 0
  }

  @Test("A thousand users read, and the API makes the answer once")
  func thousandUsers() async throws {
    let registry = PrometheusRegistry()
    let site = try await AccessSite(hasEdge: true, metrics: registry)
    let credentials = try (1...1000).map { try site.add("user\($0)", reads: AccessSite.acme) }
    try await withEdge(site) { edge in
      let answers = try await withThrowingTaskGroup(of: [HTTPReader.Answer].self) { group in
        for part in 0..<20 {
          group.addTask {
            let reader = HTTPReader(port: edge.port)
            return try credentials.indices.filter { $0 % 20 == part }.map {
              try reader.get("/v1/acme/movies", headers: headers(credentials[$0]))
            }
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(answers.count == 1000 && answers.allSatisfy { $0.status == 200 && $0.body == answers[0].body })
      #expect(answers[0].text.contains("Acme Canary"))
      #expect(count("movies", 200, registry) == 1)
      #expect(count("auth", 204, registry) == 1000)
    }
  }

  @Test("A reader of another provider, and a stranger, get nothing of a copy that is kept, whatever they send")
  func others() async throws {
    let site = try await AccessSite(hasEdge: true)
    let (ana, bob) = (try site.add("ana", reads: AccessSite.acme), try site.add("bob", reads: AccessSite.globex))
    let wrong = AccessSite.credential("ana", "wrong")
    try await withEdge(site) { edge in
      let reader = HTTPReader(port: edge.port)
      let paths = [
        "/movies", "/@1/movies.csv", "/movies/11", "", "/editions", "/@1/movies?utm_source=x", "/movies/999",
      ]
      for path in paths {
        for target in ["/v1/acme\(path)", "/v1/%61cme\(path)", "http://x/v1/acme\(path)"] {
          let anas = try reader.get(target, headers: headers(ana))
          #expect(anas.status == (path == "/movies/999" ? 404 : 200), "\(target)")
          for (credential, status) in [(bob, 403), (nil, 401), (wrong, 401)] {
            for more in [
              [:], ["If-None-Match": anas.headers["etag"] ?? "*"], ["Range": "bytes=0-9"],
              [
                "X-Access": "authenticated", "X-Access-Provider": "acme", "X-Provider": "globex",
                "X-Access-URL": "/v1/acme/movies",
              ], ["Cookie": "session=ana"],
            ] {
              for method in ["GET", "HEAD"] {
                let answer = try reader.get(target, method: method, headers: headers(credential).merging(more) { $1 })
                // Five wrong passwords are free, and these are more.
                #expect([status, credential == wrong ? 429 : status].contains(answer.status), "\(target) \(more)")
                #expect(!answer.text.contains("Canary") && answer.headers["cache-control"] == "no-store")
                #expect(answer.headers["etag"] == nil && answer.headers["data-edition"] == nil)
              }
            }
          }
        }
      }
      // And each sees what is theirs.
      #expect(try reader.get("/v1/globex/movies", headers: headers(bob)).text.contains("Globex Canary"))
      #expect(try reader.get("/v1/globex/movies", headers: headers(ana)).status == 403)
    }
  }

  @Test("Clients are told that the copy is their own; a condition is answered by 304 for those who may read")
  func clientHeaders() async throws {
    let site = try await AccessSite(hasEdge: true)
    let ana = try site.add("ana", reads: AccessSite.acme)
    site.policies.change { $0[AccessSite.globex] = .anonymous }
    try await withEdge(site) { edge in
      let reader = HTTPReader(port: edge.port)
      for round in 1...2 {
        let current = try reader.get("/v1/acme/years", headers: headers(ana))
        #expect(current.headers["cache-control"] == "private, max-age=0, must-revalidate")
        #expect(current.headers["x-cache"] == (round == 1 ? "MISS" : "HIT"))
        let pinned = try reader.get("/v1/acme/@1/years", headers: headers(ana))
        #expect(pinned.headers["cache-control"] == "private, max-age=31536000, immutable")
        let unchanged = try reader.get(
          "/v1/acme/years", headers: headers(ana).merging(["If-None-Match": current.headers["etag"]!]) { $1 })
        #expect(unchanged.status == 304 && unchanged.headers["cache-control"]?.hasPrefix("private") == true)
        #expect(
          try reader.get("/v1/globex/years").headers["cache-control"] == "public, max-age=0, must-revalidate")
      }
    }
  }

  @Test("Who is removed is out when the permission's time is over, and who is not reads on")
  func revoked() async throws {
    let site = try await AccessSite(secondsAtEdge: 1, hasEdge: true)
    let (ana, bob) = (try site.add("ana", reads: AccessSite.acme), try site.add("bob", reads: AccessSite.acme))
    try await withEdge(site) { edge in
      let reader = HTTPReader(port: edge.port)
      for credential in [ana, bob] {
        #expect(try reader.get("/v1/acme/years", headers: headers(credential)).status == 200)
      }
      site.remove("ana")
      site.passLease()
      let isOut = try await eventually { try reader.get("/v1/acme/years", headers: headers(ana)).status == 401 }
      #expect(isOut)
      #expect(try reader.get("/v1/acme/years", headers: headers(bob)).status == 200)
    }
  }

  @Test("A provider that is closed to strangers is closed at the edge too, whose copies stay for those who may read")
  func closed() async throws {
    let site = try await AccessSite(secondsAtEdge: 1, hasEdge: true)
    let ana = try site.add("ana", reads: AccessSite.acme)
    site.policies.change { $0[AccessSite.acme] = .anonymous }
    try await withEdge(site) { edge in
      let reader = HTTPReader(port: edge.port)
      #expect(try reader.get("/v1/acme/@1/years").status == 200)
      site.policies.change { $0[AccessSite.acme] = .authenticated }
      site.passLease()
      let isOut = try await eventually { try reader.get("/v1/acme/@1/years").status == 401 }
      #expect(isOut)
      let mine = try reader.get("/v1/acme/@1/years", headers: headers(ana))
      #expect(mine.status == 200 && mine.headers["x-cache"] == "HIT")
    }
  }

  @Test("When no API process answers, what is for everybody is served on, and permissions of readers end")
  func away() async throws {
    let site = try await AccessSite(secondsAtEdge: 1, hasEdge: true)
    let ana = try site.add("ana", reads: AccessSite.acme)
    site.policies.change { $0[AccessSite.globex] = .anonymous }
    let started = Locked<VarnishServer?>(nil)
    try await withEdge(site) { (edge: VarnishServer) async throws -> Void in
      let reader = HTTPReader(port: edge.port)
      #expect(try reader.get("/v1/acme/years", headers: headers(ana)).status == 200)
      #expect(try reader.get("/v1/globex/years").status == 200)
      started.change { $0 = edge }
    }
    let reader = HTTPReader(port: try #require(started.value).port)
    let isOut = try await eventually { try reader.get("/v1/acme/years", headers: headers(ana)).status == 503 }
    #expect(isOut)
    let isServed = try await eventually { try reader.get("/v1/globex/years").status == 200 }
    #expect(isServed)
    #expect(try reader.get("/v1/acme/years", headers: headers(ana)).status == 503)
  }
}
