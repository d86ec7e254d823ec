import Database
import Domain
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Pinned answers never change, until their edition is pruned")
struct PinnedTests {
  @Test("A pinned body is the same after publishes and rollbacks, and no edition sees another's rows")
  func stable() async throws {
    let site = try await TestSite.published()
    let before = try await site.get("/v1/default/@1/movies")
    var model = TestModel.small
    model.films.removeLast()
    try await site.publish(try await site.build(model))
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get("/v1/default/@1/movies").body == before.body)
    #expect(try await site.get("/v1/default/@2/movies").body != before.body)
    let fresh = APIService(
      configuration: site.service.configuration, database: site.engine,
      hold: try await site.engine.startReading(), providers: { [.default] }, clock: site.clock.clock)
    guard case .answer(let answer) = await fresh.answer("/v1/default/@1/movies").outcome else {
      Issue.record("no answer")
      return
    }
    #expect(answer.body == before.body)
    #expect(answer.entityTag == before.header("ETag"))
  }

  @Test("A pruned edition answers 410, kept answers included; its record stays")
  func pruned() async throws {
    let site = try await TestSite.published()
    try await site.publish(try await site.build(.small))
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get("/v1/default/@1/years").status == .ok)
    #expect(site.service.kept("/v1/default/@1/years") != nil)
    try await site.engine.prune(1, of: site.provider)
    site.clock.advance(by: .seconds(1))
    for target in [
      "/v1/default/@1/years", "/v1/default/@1/years", "/v1/default/@1", "/v1/default/editions/1/report",
      "/v1/default/editions/1/diff/2",
    ] {
      let response = try await site.get(target)
      #expect(response.status == .gone, "\(target)")
      #expect(response.problem == "edition-pruned")
      #expect(response.header("Cache-Control") == "no-store")
    }
    let edition = try await site.get("/v1/default/editions/1")
    #expect(edition.status == .ok)
    #expect(edition.text.contains("\"state\":\"pruned\""))
    #expect(!edition.text.contains("\"pinned\""))
    #expect(try await site.get("/v1/default/editions.csv").text.contains("\r\n1,false,pruned,"))
    #expect(try await site.get("/v1/default/@2/years").status == .ok)
  }

  @Test("An edition that was never current is nobody's business")
  func unpublished() async throws {
    let site = try await TestSite.published()
    try await site.build(.small)
    site.clock.advance(by: .seconds(1))
    for target in ["/v1/default/@2", "/v1/default/@2/years", "/v1/default/editions/2", "/v1/default/editions/2/report"]
    {
      let response = try await site.get(target)
      #expect(response.status == .notFound, "\(target)")
      #expect(response.problem == "unknown-edition")
    }
    #expect(!(try await site.get("/v1/default/editions").text.contains("\"edition\":2")))
  }

  @Test("An edition that another process has just published is found at once")
  func justPublished() async throws {
    let site = try await TestSite.published()
    #expect(try await site.get("/v1/default/@1").status == .ok)
    try await site.publish(try await site.build(.small))
    // Within the lease of the list that knows only edition 1.
    #expect(try await site.get("/v1/default/@2").status == .ok)
  }
}
