import Access
import Domain
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

@Suite("What our edge has judged is answered as for everybody, and nobody else is taken for it")
struct EdgeSecretTests {
  static let secret = "an-edge-s-secret-of-43-letters-and-digits-9"

  private static let targets = [
    "/v1/acme", "/v1/acme/years", "/v1/acme/movies.csv", "/v1/acme/@1/movies", "/v1/acme/editions",
    "/v1/acme/nothing", "/v1/acme/years?unknown=1",
  ]

  @Test("With the secret and without a credential: the bytes and headers that everybody gets of an open provider")
  func judged() async throws {
    let site = try await AccessSite(edgeSecret: Self.secret, hasEdge: true)
    for _ in 1...2 {
      for target in Self.targets {
        for method in [HTTPRequest.Method.get, .head] {
          site.policies.change { $0[AccessSite.acme] = .authenticated }
          site.passLease()
          let judged = try await site.get(target, method: method, headers: [.edge: Self.secret])
          #expect(try await site.get(target, method: method).status == .unauthorized)
          site.policies.change { $0[AccessSite.acme] = .anonymous }
          site.passLease()
          let everybodys = try await site.get(target, method: method)
          #expect(judged.status == everybodys.status && judged.body == everybodys.body, "\(target)")
          #expect(judged.headers == everybodys.headers, "\(target)")
        }
      }
    }
    let current = try await site.get("/v1/acme/years", headers: [.edge: Self.secret])
    #expect(current.header("Cache-Control") == "public, max-age=0, must-revalidate, s-maxage=31536000")
    let pinned = try await site.get("/v1/acme/@1/years", headers: [.edge: Self.secret])
    #expect(pinned.header("Cache-Control") == "public, max-age=31536000, immutable")
  }

  @Test("Nobody is asked who may read: also when that cannot be known, the edge gets its answer")
  func nobodyIsAsked() async throws {
    let site = try await AccessSite(edgeSecret: Self.secret, hasEdge: true)
    site.failure.change { $0 = BoxOfficeError(code: "store-failed", message: "the store is away") }
    site.passLease()
    #expect(try await site.get("/v1/acme/years").status == .serviceUnavailable)
    #expect(try await site.get("/v1/acme/years", headers: [.edge: Self.secret]).status == .ok)
  }

  @Test("Any other value, two of them, another header, or no secret of ours: asked as anybody")
  func notJudged() async throws {
    let site = try await AccessSite(edgeSecret: Self.secret, hasEdge: true)
    func headers(_ fields: (HTTPField.Name, String)...) -> HTTPFields {
      var headers = HTTPFields()
      for (name, value) in fields { headers.append(HTTPField(name: name, value: value)) }
      return headers
    }
    let (edge, secret) = (HTTPField.Name.edge, Self.secret)
    let shown: [HTTPFields] = [
      headers((edge, "")), headers((edge, String(secret.dropLast()))), headers((edge, secret + "x")),
      headers((edge, secret.uppercased())), headers((edge, secret), (edge, secret)),
      headers((edge, secret), (edge, "x")), headers((edge, "x"), (edge, secret)),
      headers((edge, "\(secret), \(secret)")), headers((HTTPField.Name("X-Boxoffice-Edge-Secret")!, secret)),
      headers((.authorization, "Bearer \(secret)")),
    ]
    for fields in shown {
      let response = try await site.get("/v1/acme/years", headers: fields)
      #expect(response.status == .unauthorized && response.header("Cache-Control") == "no-store", "\(fields)")
      #expect(!response.text.contains("Canary"))
    }
    let without = try await AccessSite(hasEdge: true)
    for value in ["", secret] {
      #expect(try await without.get("/v1/acme/years", headers: [.edge: value]).status == .unauthorized)
    }
    // A wrong one does its reader no harm.
    let ana = try site.add("ana", reads: AccessSite.acme)
    #expect(try await site.get("/v1/acme/years", as: ana, headers: [.edge: "x"]).status == .ok)
  }

  @Test("It opens data and nothing else: /auth asks for the credential as ever")
  func question() async throws {
    let site = try await AccessSite(edgeSecret: Self.secret, hasEdge: true)
    #expect(try await site.get("/auth?provider=acme", headers: [.edge: Self.secret]).status == .unauthorized)
  }

  @Test("On the wire: what is open is kept and given on the event loop with the header, and the rest as without it")
  func wire() async throws {
    let site = try await AccessSite(edgeSecret: Self.secret, hasEdge: true)
    site.policies.change { $0[AccessSite.globex] = .anonymous }
    try await site.app().test(.live) { client in
      let port = try #require(client.port)
      func request(_ provider: ProviderID, _ edge: String?) -> [UInt8] {
        let header = edge.map { "X-Boxoffice-Edge: \($0)\r\n" } ?? ""
        return Array("GET /v1/\(provider)/years HTTP/1.1\r\nHost: x\r\n\(header)\r\n".utf8)
      }
      let last = Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
      let (acme, globex, secret) = (AccessSite.acme, AccessSite.globex, Self.secret)
      let order: [(ProviderID, String?)] = [
        (acme, nil), (acme, secret), (globex, secret), (globex, secret), (acme, nil), (acme, secret), (globex, nil),
      ]
      let bytes = try await RawConnection.exchange(port: port, [order.flatMap(request) + last])
      let text = String(decoding: bytes, as: UTF8.self)
      let statuses = text.matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.1) }
      #expect(statuses == ["401", "200", "200", "200", "401", "200", "200", "200"])
      #expect(text.matches(of: /s-maxage=31536000/).count == 5)
    }
    #expect(site.service.kept("/v1/acme/years") == nil)
    #expect(site.service.kept("/v1/globex/years") != nil)
  }

  @Test("A secret is 24 bytes or more of what a header can have, and describes itself as nothing")
  func form() {
    #expect(EdgeSecret("12345678901234567890123") == nil)
    #expect(EdgeSecret("1234567890 2345678901234") == nil)
    #expect(EdgeSecret("1234567890123456789012\u{e9}") == nil)
    let secret = EdgeSecret("123456789012345678901234")
    #expect(secret?.isShown(in: ["123456789012345678901234"]) == true)
    #expect(!"\(String(describing: secret)) \(String(reflecting: secret))".contains("1234"))
  }
}
