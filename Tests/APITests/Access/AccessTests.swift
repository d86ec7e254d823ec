import Access
import Domain
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

@Suite("Who may not read a provider gets nothing of it, and who may gets what everybody would")
struct AccessTests {
  /// Of each kind of path below a provider, those that do not exist among them.
  private static let paths = [
    "", ".json", "/years", "/years.csv", "/companies?q=canary", "/movies.ndjson", "/movies/11", "/@1/years",
    "/@1/movies.csv", "/@9/years", "/editions", "/editions/1", "/editions/1/report", "/editions/1/diff/1", "/nothing",
    "/years?unknown=1", "/@x/years", "/companies/999999",
  ]

  private static func targets(_ provider: ProviderID) -> [String] { paths.map { "/v1/\(provider)\($0)" } }

  /// Whether an answer tells nothing but that it is none.
  private func isSilent(_ response: TestResponse) -> Bool {
    !response.text.contains("Canary") && response.header("Cache-Control") == "no-store"
      && ["ETag", "Data-Edition", "Data-Publication", "Last-Modified", "Link", "Surrogate-Key", "Cache-Tag"]
        .allSatisfy { response.header($0) == nil }
  }

  @Test("Without a credential: 401 that says what to send, whatever the path, also when the answer is kept")
  func required() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    for _ in 1...2 {
      for target in Self.targets(AccessSite.acme) {
        for method in [HTTPRequest.Method.get, .head] {
          let response = try await site.get(target, method: method)
          #expect(response.status == .unauthorized && isSilent(response), "\(target)")
          #expect(response.header("WWW-Authenticate") == "Basic realm=\"boxoffice\", charset=\"UTF-8\"")
          if method == .get { #expect(response.problem == "credential-required") }
        }
        _ = try await site.get(target, as: ana)
        #expect(site.service.kept(target) == nil, "\(target)")
      }
    }
  }

  @Test("With one: the bytes and headers that everybody would get, but for caches of one's own only")
  func entitled() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    var entitled: [TestResponse] = []
    for target in Self.targets(AccessSite.acme) { entitled.append(try await site.get(target, as: ana)) }
    site.policies.change { $0[AccessSite.acme] = .anonymous }
    site.passLease()
    for (target, mine) in zip(Self.targets(AccessSite.acme), entitled) {
      let everybodys = try await site.get(target)
      #expect(mine.status == everybodys.status && mine.body == everybodys.body, "\(target)")
      var (mine, theirs) = (mine.headers, everybodys.headers)
      #expect(
        mine[.cacheControl] == theirs[.cacheControl]?.replacing("public", with: "private"), "\(target)")
      (mine[.cacheControl], theirs[.cacheControl]) = (nil, nil)
      #expect(mine == theirs, "\(target)")
    }
    #expect(entitled.contains { $0.header("Cache-Control") == "private, max-age=31536000, immutable" })
    #expect(entitled.contains { $0.header("Cache-Control") == "private, max-age=0, must-revalidate" })
  }

  @Test("A reader of one provider never sees another's bytes, kept or not, and a condition does not make them out")
  func others() async throws {
    let site = try await AccessSite()
    let (ana, bob) = (try site.add("ana", reads: AccessSite.acme), try site.add("bob", reads: AccessSite.globex))
    for target in Self.targets(AccessSite.globex) {
      let bobs = try await site.get(target, as: bob)
      for headers in [[:], [.ifNoneMatch: "*"], [.ifNoneMatch: bobs.header("ETag") ?? "*"]] as [HTTPFields] {
        let response = try await site.get(target, as: ana, headers: headers)
        #expect(response.status == .forbidden && response.problem == "scope-missing", "\(target)")
        #expect(isSilent(response), "\(target)")
      }
      #expect(!bobs.text.contains("Acme"))
    }
    #expect(try await site.get("/v1/acme/movies", as: ana).text.contains("Acme Canary"))
    #expect(try await site.get("/v1/globex/movies", as: bob).text.contains("Globex Canary"))
    // Who may read all reads all.
    let root = try site.add("root", reads: nil)
    site.passLease()
    #expect(try await site.get("/v1/acme/movies", as: root).status == .ok)
    #expect(try await site.get("/v1/globex/movies", as: root).status == .ok)
  }

  @Test("Other spellings of a path do not get round it")
  func spellings() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    for target in ["/v1/%61cme/movies", "http://x/v1/acme/movies", "/v1/acm%65/@1/movies"] {
      #expect(try await site.get(target, as: ana).status == .ok, "\(target)")
      #expect(try await site.get(target).status == .unauthorized, "\(target)")
    }
    for target in ["/v1//acme/movies", "/v1/./acme/movies", "/V1/acme/movies", "/v1/ACME/movies"] {
      #expect(try await site.get(target).status == .notFound, "\(target)")
    }
  }

  @Test("A credential that does not hold is refused, and whether the name or the password is wrong cannot be read")
  func refused() async throws {
    let site = try await AccessSite()
    try site.add("ana", reads: AccessSite.acme)
    let wrongPassword = try await site.get("/v1/acme", as: AccessSite.credential("ana", "wrong"))
    let wrongName = try await site.get("/v1/acme", as: AccessSite.credential("bob", "wrong"))
    let noName = try await site.get("/v1/acme", as: AccessSite.credential("ä b", "wrong"))
    for response in [wrongPassword, wrongName, noName] {
      #expect(response.status == .unauthorized && response.problem == "credential-refused" && isSilent(response))
      #expect(response.header("WWW-Authenticate")?.hasPrefix("Basic ") == true)
      #expect(response.body == wrongPassword.body && response.headers == wrongPassword.headers)
    }
    for header in ["Basic canary", "Digest canary", "Bearer canary", "canary"] {
      let response = try await site.get("/v1/acme", as: header)
      #expect(response.status == .unauthorized && response.problem == "credential-refused", "\(header)")
      #expect(!response.text.contains("canary"))
    }
    var two = HTTPFields()
    two.append(HTTPField(name: .authorization, value: AccessSite.credential("ana")))
    two.append(HTTPField(name: .authorization, value: AccessSite.credential("ana")))
    #expect(try await site.get("/v1/acme", headers: two).status == .unauthorized)
  }

  @Test("Who is removed, or has a new password, is out within a lease; with what an edge keeps, within a minute")
  func revoked() async throws {
    let site = try await AccessSite()
    let (ana, bob) = (try site.add("ana", reads: AccessSite.acme), try site.add("bob", reads: AccessSite.acme))
    for credential in [ana, bob] { #expect(try await site.get("/v1/acme/years", as: credential).status == .ok) }
    let answer = try await site.get("/auth?provider=acme", as: ana)
    #expect(answer.header("Cache-Control") == "max-age=\(AccessControl.secondsAtEdge)")
    #expect(AccessControl.lease + .seconds(AccessControl.secondsAtEdge) <= .seconds(60))
    site.remove("ana")
    let changed = try PasswordHash(try #require(Password(sent: "another")), cost: .init(rounds: 4, passes: 1))
    site.users.change { users in
      let bob = users[0]
      users[0] = User(
        name: bob.name, scopes: bob.scopes, password: changed, createdAt: bob.createdAt, rotatedAt: bob.rotatedAt)
    }
    site.passLease()
    for credential in [ana, bob] {
      #expect(try await site.get("/v1/acme/years", as: credential).status == .unauthorized)
      #expect(try await site.get("/auth?provider=acme", as: credential).status == .unauthorized)
    }
    #expect(try await site.get("/v1/acme/years", as: AccessSite.credential("bob", "another")).status == .ok)
  }

  @Test("A provider that is closed to strangers is closed within a lease, also for what is kept")
  func closed() async throws {
    let site = try await AccessSite()
    site.policies.change { $0[AccessSite.acme] = .anonymous }
    for target in ["/v1/acme/years", "/v1/acme/@1/years"] {
      #expect(try await site.get(target).header("Cache-Control")?.hasPrefix("public") == true)
      #expect(site.service.kept(target) != nil)
    }
    site.policies.change { $0[AccessSite.acme] = .authenticated }
    site.passLease()
    for target in ["/v1/acme/years", "/v1/acme/@1/years"] {
      #expect(site.service.kept(target) == nil)
      #expect(try await site.get(target).status == .unauthorized)
      #expect(site.service.kept(target) == nil)
    }
  }

  @Test("When it cannot be known who may read, nobody is let in and nobody is called a stranger")
  func unknown() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    #expect(try await site.get("/v1/acme/years", as: ana).status == .ok)
    site.failure.change { $0 = BoxOfficeError(code: "store-failed", message: "the store is away") }
    site.passLease()
    for credential in [nil, ana] {
      for target in ["/v1/acme/years", "/auth?provider=acme"] {
        let response = try await site.get(target, as: credential)
        #expect(response.status == .serviceUnavailable && response.problem == "access-unknown", "\(target)")
        #expect(response.header("Retry-After") != nil && isSilent(response) && !response.text.contains("store"))
      }
    }
    site.failure.change { $0 = nil }
    #expect(try await site.get("/v1/acme/years", as: ana).status == .ok)
  }

  @Test("Who guesses is told to wait, for the address and for the name; who is known is not kept out by it")
  func slowed() async throws {
    let site = try await AccessSite()
    let (ana, bob) = (try site.add("ana", reads: AccessSite.acme), try site.add("bob", reads: AccessSite.acme))
    #expect(try await site.get("/v1/acme/years", as: ana).status == .ok)
    for number in 1...5 {
      let response = try await site.get("/v1/acme/years", as: AccessSite.credential("ana", "guess \(number)"))
      #expect(response.status == .unauthorized)
    }
    for credential in [AccessSite.credential("ana", "guess 6"), bob] {
      let response = try await site.get("/v1/acme/years", as: credential)
      #expect(response.status == .tooManyRequests && response.problem == "too-many-attempts" && isSilent(response))
      #expect(response.header("Retry-After") == "1")
    }
    #expect(try await site.get("/v1/acme/years", as: ana).status == .ok)
    site.site.clock.advance(by: .seconds(1))
    #expect(try await site.get("/v1/acme/years", as: bob).status == .ok)
  }

  @Test("OPTIONS needs no credential: browsers ask without one")
  func preflight() async throws {
    let site = try await AccessSite()
    let response = try await site.get("/v1/acme/years", method: .options)
    #expect(response.status == .noContent)
    #expect(response.header("Access-Control-Allow-Headers")?.contains("Authorization") == true)
  }

  @Test("The page at / tells strangers nothing of what they may not read")
  func home() async throws {
    let site = try await AccessSite()
    site.policies.change { $0[AccessSite.globex] = .anonymous }
    let page = try await site.get("/").text
    #expect(page.contains("globex") && !page.contains("Acme Canary") && !page.contains("/v1/acme/"))
  }

  @Test("On the wire: a kept answer is given to nobody without a credential, in whatever order it is asked for")
  func wire() async throws {
    let site = try await AccessSite()
    let ana = try site.add("ana", reads: AccessSite.acme)
    try await site.app().test(.live) { client in
      let port = try #require(client.port)
      func request(_ credential: String?) -> [UInt8] {
        let authorization = credential.map { "Authorization: \($0)\r\n" } ?? ""
        return Array("GET /v1/acme/@1/movies HTTP/1.1\r\nHost: x\r\n\(authorization)\r\n".utf8)
      }
      let last = Array("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".utf8)
      let order = [nil, ana, nil, ana, ana, nil]
      let bytes = try await RawConnection.exchange(port: port, [order.flatMap(request) + last])
      let statuses = String(decoding: bytes, as: UTF8.self).matches(of: /HTTP\/1\.1 (\d+)/).map { String($0.1) }
      #expect(statuses == ["401", "200", "401", "200", "200", "401", "200"])
    }
  }
}
