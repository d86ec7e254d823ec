import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Headers let caches keep answers, and never a wrong one")
struct HeaderTests {
  @Test("An answer of the current edition", arguments: [true, false])
  func current(isOfEdition: Bool) async throws {
    let target = isOfEdition ? "/v1/default/companies/7/years" : "/v1/default/editions"
    let site = try await TestSite.published()
    let response = try await site.get(target)
    #expect(response.status == .ok)
    #expect(response.header("Content-Type") == "application/json")
    #expect(response.header("Cache-Control") == "public, max-age=0, must-revalidate")
    #expect(response.header("Data-Edition") == "1")
    #expect(response.header("Data-Publication") == "1")
    // What is said of the editions changes without a publication, when one is pruned: it has no time to ask by.
    #expect(response.header("Last-Modified") == (isOfEdition ? "Thu, 09 Oct 2025 08:54:20 GMT" : nil))
    #expect(response.header("Cache-Tag") == "default,default/current")
    #expect(response.header("Surrogate-Key") == "default default/current")
    #expect(response.header("X-Content-Type-Options") == "nosniff")
    #expect(response.header("Access-Control-Allow-Origin") == "*")
    #expect(response.header("Vary") == nil)
    #expect(response.header("Content-Length") == String(response.body.readableBytes))
    let tag = try #require(response.header("ETag"))
    #expect(tag.count == 34 && tag.hasPrefix("\"") && tag.hasSuffix("\""))
    let links = try #require(response.header("Link"))
    #expect(links.hasSuffix("</openapi.json>; rel=\"service-desc\""))
    #expect(links.contains("</v1/default/@1/companies/7/years>; rel=\"bookmark\"") == isOfEdition)
  }

  @Test("A pinned answer may be kept for ever, and says nothing of the publication")
  func pinned() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/@1/companies/7/years")
    #expect(response.header("Cache-Control") == "public, max-age=31536000, immutable")
    #expect(response.header("Data-Edition") == "1")
    #expect(response.header("Data-Publication") == nil)
    #expect(response.header("Last-Modified") == "Thu, 09 Oct 2025 08:54:20 GMT")
    #expect(response.header("Cache-Tag") == "default,default/@1")
    #expect(response.text.contains("\"self\":\"/v1/default/@1/companies/7/years\""))
  }

  @Test("A missing thing of the current edition is kept like an answer, a missing pinned one is not")
  func missing() async throws {
    let site = try await TestSite.published()
    let current = try await site.get("/v1/default/companies/8")
    #expect(current.header("Cache-Control") == "public, max-age=0, must-revalidate")
    #expect(current.header("Data-Edition") == "1")
    #expect(current.header("Data-Publication") == "1")
    #expect(current.header("Cache-Tag") == "default,default/current")
    let pinned = try await site.get("/v1/default/@1/companies/8")
    #expect(pinned.status == .notFound)
    #expect(pinned.header("Cache-Control") == "no-store")
  }

  @Test(
    "Content types follow the ending",
    arguments: [
      ("", "application/json"), (".json", "application/json"), (".csv", "text/csv; charset=utf-8; header=present"),
      (".ndjson", "application/x-ndjson"),
    ])
  func contentTypes(suffix: String, type: String) async throws {
    let site = try await TestSite.published()
    for path in ["", "/companies", "/companies/7", "/@1", "/@1/years", "/editions/1/report"] {
      let response = try await site.get("/v1/default\(path)\(suffix)")
      #expect(response.status == .ok, "\(path)")
      #expect(response.header("Content-Type") == type)
    }
  }

  struct Condition: Sendable {
    let header: String
    let value: @Sendable (_ tag: String, _ time: String) -> String
    let isMet: Bool
    let why: String

    init(
      _ header: String, _ isMet: Bool, _ why: String,
      _ value: @escaping @Sendable (_ tag: String, _ time: String) -> String
    ) {
      self.header = header
      self.value = value
      self.isMet = isMet
      self.why = why
    }
  }

  static let conditions = [
    Condition("If-None-Match", true, "the tag itself") { tag, _ in tag },
    Condition("If-None-Match", true, "made weak by a cache that compresses") { tag, _ in "W/\(tag)" },
    Condition("If-None-Match", true, "in a list") { tag, _ in "\"other\", W/\"a,b\" ,\(tag)" },
    Condition("If-None-Match", true, "any") { _, _ in "*" },
    Condition("If-None-Match", false, "another tag") { _, _ in "\"0123\"" },
    Condition("If-None-Match", false, "without quotes") { tag, _ in String(tag.dropFirst().dropLast()) },
    Condition("If-None-Match", false, "an unterminated tag") { tag, _ in "\"abc, \(tag.dropFirst().dropLast())" },
    Condition("If-Modified-Since", true, "the very time") { _, time in time },
    Condition("If-Modified-Since", false, "a later time: a rollback has older data and a newer time") { _, _ in
      "Sun, 09 Oct 2050 08:54:20 GMT"
    },
  ]

  @Test("Conditions", arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8], ["/v1/default/years", "/v1/default/@1/years.csv"])
  func conditions(index: Int, target: String) async throws {
    let condition = Self.conditions[index]
    let site = try await TestSite.published()
    let full = try await site.get(target)
    let value = condition.value(try #require(full.header("ETag")), try #require(full.header("Last-Modified")))
    let name = try #require(HTTPField.Name(condition.header))
    for method in [HTTPRequest.Method.get, .head] {
      let response = try await site.get(target, method: method, headers: [name: value])
      #expect(response.status == (condition.isMet ? .notModified : .ok), "\(condition.why)")
      if condition.isMet {
        #expect(response.body.readableBytes == 0)
        #expect(response.headers == full.headers)
      }
    }
  }

  @Test("A tag that does not match is stronger than a time that does")
  func bothConditions() async throws {
    let site = try await TestSite.published()
    let time = try #require(try await site.get("/v1/default/years").header("Last-Modified"))
    let response = try await site.get(
      "/v1/default/years", headers: [.ifNoneMatch: "\"x\"", .ifModifiedSince: time])
    #expect(response.status == .ok)
  }

  @Test("HEAD has the headers of GET and no body, for answers and refusals")
  func head() async throws {
    let site = try await TestSite.published()
    for target in ["/v1/default/companies", "/v1/default/@1/movies.csv", "/", "/openapi.json", "/v1/default/nothing"] {
      let get = try await site.get(target)
      let head = try await site.get(target, method: .head)
      #expect(head.status == get.status)
      #expect(head.headers == get.headers)
      #expect(head.body.readableBytes == 0)
    }
  }

  @Test("On the wire HEAD keeps its Content-Length and 304 has no body")
  func wire() async throws {
    let site = try await TestSite.published { $0.port = 0 }
    try await site.app().test(.live) { client in
      let get = try await client.execute(uri: "/v1/default/companies", method: .get)
      let head = try await client.execute(uri: "/v1/default/companies", method: .head)
      #expect(head.header("Content-Length") == String(get.body.readableBytes))
      #expect(head.body.readableBytes == 0)
      let tag = try #require(get.header("ETag"))
      let unchanged = try await client.execute(uri: "/v1/default/companies", method: .get, headers: [.ifNoneMatch: tag])
      #expect(unchanged.status == .notModified)
      #expect(unchanged.header("ETag") == tag)
      #expect(unchanged.header("Data-Publication") == "1")
      // The connection is still good.
      #expect(try await client.execute(uri: "/v1/default/genres", method: .get).status == .ok)
    }
  }

  @Test("A request head that is too large is refused while it is read, and the next connection is served")
  func largeHead() async throws {
    let site = try await TestSite.published { $0.port = 0 }
    let name = try #require(HTTPField.Name("X-Large"))
    for (bytes, status) in [(1_000, 200), (40_000, 431)] {
      try await site.app().test(.live) { client in
        let headers: HTTPFields = [name: String(repeating: "a", count: bytes)]
        let response = try await client.execute(uri: "/v1/default/genres", method: .get, headers: headers)
        #expect(response.status.code == status)
      }
    }
  }

  @Test("OPTIONS tells browsers what they may do")
  func options() async throws {
    let site = try await TestSite.published()
    for target in ["/v1/default/companies", "*"] {
      let response = try await site.get(
        target, method: .options,
        headers: [.origin: "https://example.org", .accessControlRequestMethod: "GET"])
      #expect(response.status == .noContent)
      #expect(response.header("Allow") == "GET, HEAD, OPTIONS")
      #expect(response.header("Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS")
      #expect(response.header("Access-Control-Allow-Headers") == "Authorization, If-Modified-Since, If-None-Match")
      #expect(response.header("Access-Control-Allow-Origin") == "*")
    }
  }

  @Test("An answer that did not change keeps its tag across editions; one that did does not")
  func stableTags() async throws {
    let site = try await TestSite.published()
    let stable = "/v1/default/companies/9/years"
    let changing = "/v1/default/companies/7/years"
    let before = (try await site.get(stable), try await site.get(changing))
    var model = TestModel.small
    model.films[1].budget = 5  // Beta, of company 7 alone
    try await site.publish(try await site.build(model))
    site.clock.advance(by: .seconds(1))
    let after = (try await site.get(stable), try await site.get(changing))
    #expect(after.0.header("Data-Edition") == "2")
    #expect(after.0.header("ETag") == before.0.header("ETag"))
    #expect(after.0.header("Last-Modified") != before.0.header("Last-Modified"))
    #expect(after.1.header("ETag") != before.1.header("ETag"))
    // A client's copy from before the publish still stands.
    let tag = try #require(before.0.header("ETag"))
    #expect(try await site.get(stable, headers: [.ifNoneMatch: tag]).status == .notModified)
  }

  @Test("The home page says which edition is current and runs nothing")
  func home() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/")
    #expect(response.header("Content-Type") == "text/html; charset=utf-8")
    #expect(response.header("Cache-Control") == "no-store")
    #expect(response.header("Content-Security-Policy")?.hasPrefix("default-src 'none'") == true)
    #expect(response.text.contains("<a href=\"/v1/default/editions/1\">1</a>"))
    #expect(response.text.contains("none yet"))
    #expect(!response.text.contains("<script"))
    // Every link of it works, but that of a provider without an edition.
    for link in response.text.matches(of: /href="([^"]+)"/).map({ String($0.1).replacing("&amp;", with: "&") })
    where !link.contains("/v1/empty") {
      #expect(try await site.get(link).status == .ok, "\(link)")
    }
  }
}
