import Database
import Domain
import Fixtures
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

/// The OWASP API Security Top 10 of 2023, a test for each item that applies. `docs/security.md` says where the others are.
@Suite("OWASP API Security Top 10")
struct OWASPTests {
  @Test("API1, object level: an edition that is not published is nobody's, by whatever way it is asked for")
  func objects() async throws {
    // Given an edition that is being checked, and not published yet
    let site = try await TestSite.published()
    var next = TestModel.small
    next.companies[9] = "Unpublished"
    let hidden = try await site.build(next)
    // When it is asked for by its number, in a cursor, or by another provider's name
    let cursor = Cursor(edition: hidden, query: Array(repeating: 0, count: 8), values: [.integer(1)]).text
    for (target, code) in [
      ("/v1/default/@\(hidden)/companies", ProblemCode.unknownEdition),
      ("/v1/default/editions/\(hidden)", .unknownEdition),
      ("/v1/default/editions/\(hidden)/report", .unknownEdition),
      ("/v1/default/editions/1/diff/\(hidden)", .unknownEdition),
      ("/v1/default/companies?cursor=\(cursor)", .invalidCursor),
      ("/v1/empty/companies", .noEditionYet),
      ("/v1/empty/@1/companies", .unknownEdition),
      ("/v1/empty/editions/1/report", .noEditionYet),
      ("/v1/default%2F..%2Fempty/companies", .unknownProvider),
    ] {
      let response = try await site.get(target)
      // Then it is not there, nor is what it holds.
      #expect(response.problem == code.rawValue, "\(target): \(response.text)")
      #expect(!response.text.contains("Unpublished"))
    }
    #expect(!(try await site.get("/v1/default/editions").text.contains("\"edition\":\(hidden)")))
  }

  @Test("API1, object level: a cursor of one provider is refused by another")
  func foreignCursor() async throws {
    let site = try await TestSite.published()
    let next = try await site.get("/v1/default/companies?limit=1").json()["links"] as? [String: Any]
    let path = try #require(next?["next"] as? String)
    let foreign = path.replacing("/v1/default/@1/", with: "/v1/empty/")
    #expect(try await site.get(path).status == .ok)
    #expect(try await site.get(foreign).status.kind == .clientError)
  }

  @Test(
    "API3, properties: an answer has the properties that are documented, and no other",
    arguments: Resource.all.map(\.name))
  func properties(name: String) async throws {
    let resource = try #require(Resource.all.first { $0.name == name })
    let site = try await TestSite.documented()
    let csv = try await site.get(OpenAPIExamples.target(of: resource, .csv)).text
    let header = try #require(csv.split(separator: "\r\n").first)
    // Who voted, where files lie and what the machine is called are no properties of anything.
    for name in header.split(separator: ",") {
      for word in ["user", "path", "file", "host", "password", "secret", "token", "email"] {
        let isKnown = resource.name == "editionReport" && name == "file"
        #expect(isKnown || !name.lowercased().contains(word), "\(name)")
      }
    }
    let json = try await site.get(OpenAPIExamples.target(of: resource, .json))
    #expect(Set(try json.json().keys) == ["data", "meta", "links"])
    #expect(!json.text.contains(site.folder.path))
  }

  @Test("API4, resources: whatever is asked for has a bound, and who asks for too much is told so")
  func resources() async throws {
    let site = try await TestSite.published()
    for (target, status) in [
      ("/v1/default/movies?limit=1001", 400), ("/v1/default/movies?limit=9223372036854775807", 400),
      ("/v1/default/companies?q=\(String(repeating: "a", count: 201))", 400),
      ("/v1/default/\(String(repeating: "a/", count: 5_000))", 414),
      ("/v1/default/companies?\(String(repeating: "limit=1&", count: 2_000))limit=1", 414),
    ] {
      #expect(try await site.get(target).status.code == status, "\(target.prefix(60))")
    }
    let configuration = APIConfiguration()
    // What holds unless somebody changes it: every one of these is a bound.
    #expect(configuration.rateLimit != nil)
    #expect(configuration.maxConnectionsPerClient < configuration.maxConnections)
    #expect(configuration.requestTimeout < configuration.idleTimeout)
    #expect(configuration.maxBodyBytes < 1 << 20)
  }

  @Test(
    "API5, functions: nothing can be changed, and what is for operators is not there",
    arguments: ["/health/live", "/health/ready", "/metrics", "/admin", "/v1/default/publish", "/v1/default/editions/1"])
  func functions(path: String) async throws {
    let site = try await TestSite.published()
    let before = try await site.engine.publication(of: site.provider)
    for method in ["POST", "PUT", "PATCH", "DELETE", "PURGE", "CONNECT", "TRACE", "PROPFIND"] {
      let response = try await site.get(path, method: try #require(HTTPRequest.Method(method)))
      #expect(response.status == .methodNotAllowed)
    }
    for header in ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"] {
      let response = try await site.get(path, headers: [try #require(HTTPField.Name(header)): "DELETE"])
      #expect(response.status == (path.hasSuffix("editions/1") ? .ok : .notFound))
    }
    #expect(try await site.engine.publication(of: site.provider) == before)
  }

  @Test("API7, requests by the server: no part of a request is an address that anybody goes to, or that comes back")
  func addresses() async throws {
    let site = try await TestSite.published()
    let evil = "evil.example"
    let plain = try await site.get("/v1/default/companies?limit=1")
    for header in [
      "Forwarded", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Original-URL", "X-Rewrite-URL", "Origin", "Referer",
    ] {
      let name = try #require(HTTPField.Name(header))
      let response = try await site.get("/v1/default/companies?limit=1", headers: [name: "https://\(evil)/"])
      #expect(response.body == plain.body && response.headers == plain.headers, "\(header)")
    }
    for target in [
      "http://\(evil)/v1/default/years", "http://169.254.169.254/latest/meta-data/", "//\(evil)/v1/default",
    ] {
      let response = try await site.get(target)
      #expect(!response.text.contains("http://") && !response.headers.contains { $0.value.contains(evil) })
    }
    // A link is a path of ours.
    let links = try #require(try plain.json()["links"] as? [String: Any])
    for case let link as String in links.values { #expect(link.hasPrefix("/v1/default")) }
  }

  @Test("API8, configuration: no answer says more of the machine than it must, and browsers are told what it is")
  func configuration() async throws {
    let site = try await TestSite.published { $0.port = 0 }
    try await site.app().test(.live) { client in
      for target in ["/", "/openapi.json", "/v1/default", "/v1/default/@1/years.csv", "/v1/nobody", "/v1/default?x=1"] {
        let response = try await client.execute(uri: target, method: .get)
        #expect(response.header("Server") == nil && response.header("X-Powered-By") == nil)
        #expect(response.header("X-Content-Type-Options") == "nosniff")
        // Any page may read it, none with a reader's cookies or passwords.
        #expect(response.header("Access-Control-Allow-Credentials") == nil)
        #expect(response.header("Set-Cookie") == nil)
      }
      // A page cannot be made to run what is not its own.
      let policy = try await client.execute(uri: "/", method: .get).header("Content-Security-Policy")
      #expect(policy?.contains("default-src 'none'") == true)
      let preflight = try await client.execute(uri: "/v1/default", method: .options)
      #expect(preflight.header("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS")
    }
    // A fault of ours does not tell its cause.
    let failing = try await TestSite.published()
    failing.database.fail { $0.open = true }
    let failed = try await failing.get("/v1/default/genres/years")
    #expect(failed.status == .serviceUnavailable)
    #expect(!failed.text.contains(failing.folder.path) && !failed.text.contains("test"))
    // Nobody outside reaches what is for operators unless it is opened on purpose.
    #expect(APIConfiguration().adminHost == "127.0.0.1" && APIConfiguration().host == "127.0.0.1")
  }

  @Test("API9, inventory: what answers is described, and what is described answers")
  func inventory() async throws {
    let site = try await TestSite.documented()
    for version in ["v0", "v2", "api", "v1beta", "internal", "debug", ".git/config", ".env", "swagger.json"] {
      #expect(try await site.get("/\(version)").status == .notFound)
      #expect(try await site.get("/\(version)/default/companies").status == .notFound)
    }
    let document = try await site.get("/openapi.json").text
    for path in ["/metrics", "/health", "/admin"] { #expect(!document.contains("\"\(path)")) }
    for resource in Resource.all {
      #expect(try await site.get(OpenAPIExamples.target(of: resource, .json)).status == .ok)
    }
  }

  @Test("API10, what others send us: names in a delivery are data wherever they are shown")
  func deliveredText() async throws {
    // Given a film and a company whose names are meant for a browser, a spreadsheet, a header and a log
    var model = TestModel.small
    let names = [
      "</script><script>alert(1)</script>", "=HYPERLINK(\"http://evil.example\")", "A%0D%0ASet-Cookie: a=b", "\"};--",
    ]
    for index in model.films.indices { model.films[index].title = names[index % names.count] }
    model.companies[9] = names[0]
    let site = try await TestSite.published(model)
    // Then JSON is JSON and nothing else,
    let json = try await site.get("/v1/default/movies")
    #expect(json.header("Content-Type") == "application/json")
    let films = try #require(try json.json()["data"] as? [[String: Any]])
    #expect(Set(films.compactMap { $0["title"] as? String }) == Set(model.films.map(\.title)))
    // no cell of a CSV starts a formula,
    let csv = try await site.get("/v1/default/movies.csv").text
    #expect(!csv.contains(",=HYPERLINK") && !csv.contains(",\"=HYPERLINK"))
    // no name is in a header, or in the page for people as markup.
    for target in ["/v1/default/movies", "/v1/default/companies/9", "/v1/default/movies.ndjson", "/"] {
      let response = try await site.get(target)
      #expect(response.header("Set-Cookie") == nil)
      #expect(!response.headers.contains { $0.value.contains("script") })
      if target == "/" { #expect(!response.text.contains("<script>alert")) }
    }
  }
}
