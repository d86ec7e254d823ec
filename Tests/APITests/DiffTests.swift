import Database
import Domain
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

@Suite("What changed between two editions is answered once and for all")
struct DiffTests {
  /// A site of two editions: of the small delivery, and of one that differs from it.
  static func site() async throws -> TestSite {
    var changed = TestModel.small
    changed.films[1].budget = 9_000_000
    changed.films[2].title = "Gamma Ray"
    changed.films[0].votes = [(2001, [8]), (2010, [10, 10])]
    changed.films.append(.init(id: 15, title: "Epsilon", revenue: 5, companies: [12]))
    changed.films.remove(at: 3)
    changed.companies[12] = "Newcomer"
    let site = try await TestSite.published()
    try await site.publish(try await site.build(changed))
    site.clock.advance(by: .seconds(2))
    return site
  }

  static func rows(_ site: TestSite, _ query: String = "") async throws -> [[String: Any]] {
    try #require(try await site.get("/v1/default/editions/1/diff/2\(query)").json()["data"] as? [[String: Any]])
  }

  static func names(_ rows: [[String: Any]]) -> [String] {
    rows.map { "\($0["change"] ?? "") \($0["kind"] ?? "") \($0["id"] ?? "")" }
  }

  @Test("The largest change in money comes first, with both values and the difference")
  func money() async throws {
    let site = try await Self.site()
    let rows = try await Self.rows(site)
    #expect(
      Self.names(rows) == [
        // Ties by kind: film, company, genre.
        "changed film 12", "changed company 7", "changed genre 18", "removed film 14", "added film 15",
        "added company 12", "changed film 13",
      ])
    #expect(rows[0]["money"] as? Int == 6_999_999)
    let budget = try #require(rows[0]["budget"] as? [String: Any])
    #expect(budget["before"] as? Int == 2_000_001)
    #expect(budget["after"] as? Int == 9_000_000)
    #expect(budget["difference"] as? Int == 6_999_999)
    #expect(rows[0]["revenue"] is NSNull)
    #expect(rows[0]["previousName"] is NSNull)
    let gone = try #require(rows[3]["revenue"] as? [String: Any])
    #expect(gone["before"] as? Int == 999_999)
    #expect(gone["after"] is NSNull)
    #expect(gone["difference"] as? Int == -999_999)
    #expect((rows[3]["status"] as? [String: Any])?["before"] as? String == "Rumored")
    #expect(rows[6]["previousName"] as? String == "Gamma")
    #expect(rows[6]["name"] as? String == "Gamma Ray")
  }

  @Test("meta has the number of changes, the counts by kind, and both totals")
  func meta() async throws {
    let site = try await Self.site()
    let meta = try #require(
      try await site.get("/v1/default/editions/1/diff/2?kind=film").json()["meta"] as? [String: Any])
    #expect(meta["changes"] as? Int == 4)
    #expect(meta["movies"] as? [String: Int] == ["added": 1, "removed": 1, "changed": 2])
    #expect(meta["companies"] as? [String: Int] == ["added": 1, "removed": 0, "changed": 1])
    #expect(meta["genres"] as? [String: Int] == ["added": 0, "removed": 0, "changed": 1])
    #expect((meta["before"] as? [String: Any])?["movies"] as? Int == 4)
    #expect((meta["after"] as? [String: Any])?["votes"] as? Int == 5)
  }

  @Test(
    "Parameters choose kinds, changes and figures",
    arguments: [
      ("?kind=company", ["changed company 7", "added company 12"]),
      ("?change=removed", ["removed film 14"]),
      ("?kind=film&change=added", ["added film 15"]),
      ("?figure=budget", ["changed film 12", "changed company 7", "changed genre 18"]),
      ("?figure=votes&kind=film", ["removed film 14", "changed film 11"]),
      ("?figure=votes&kind=film&change=changed", ["changed film 11"]),
      ("?figure=releases", ["added film 15", "added company 12"]),
      ("?figure=averageRating&kind=film", ["removed film 14", "changed film 11"]),
    ])
  func parameters(query: String, expected: [String]) async throws {
    #expect(Self.names(try await Self.rows(try await Self.site(), query)) == expected)
  }

  @Test("Means have six decimals on both sides, and so has their difference")
  func means() async throws {
    let site = try await Self.site()
    let text = try await site.get("/v1/default/editions/1/diff/2.ndjson?figure=averageRating&change=changed&kind=film")
      .text
    #expect(text.contains(#""averageRating":{"before":4.500000,"after":4.666667,"difference":0.166667}"#), "\(text)")
    let csv = try await site.get("/v1/default/editions/1/diff/2.csv?figure=votes&change=changed&kind=film").text
    #expect(csv.contains("votesBefore,votesAfter,votesDifference"))
    #expect(csv.contains(",2,3,1,4.500000,4.666667,0.166667\r\n"), "\(csv)")
  }

  @Test("The way back has what came as gone")
  func backwards() async throws {
    let response = try await Self.site().get("/v1/default/editions/2/diff/1?kind=film").json()
    let rows = try #require(response["data"] as? [[String: Any]])
    #expect(Self.names(rows) == ["changed film 12", "added film 14", "removed film 15", "changed film 13"])
    #expect((rows[0]["budget"] as? [String: Any])?["difference"] as? Int == -6_999_999)
  }

  @Test("It is cached for ever, kept in memory, and purged by either edition's tag; it needs no publication record")
  func caching() async throws {
    let site = try await Self.site()
    let target = "/v1/default/editions/1/diff/2"
    #expect(site.service.kept(target) == nil)
    let response = try await site.get(target)
    #expect(response.header("Cache-Control") == CachePolicy.canonical.pinned)
    #expect(response.header("Data-Edition") == "2")
    #expect(response.header("Data-Publication") == nil)
    #expect(response.header("Cache-Tag") == "default,default/@1,default/@2")
    #expect(response.header("Last-Modified") == (try await site.get("/v1/default/@2/years")).header("Last-Modified"))
    #expect(site.service.kept(target) != nil)
    site.database.fail { $0.publication = true }
    site.clock.advance(by: .seconds(2))
    #expect(try await site.get(target + "?kind=film").status == .ok)
    let unchanged = try await site.get(target, headers: [.ifNoneMatch: response.header("ETag") ?? ""])
    #expect(unchanged.status == .notModified)
  }

  @Test("Once either edition is pruned it is gone, also where it was kept", arguments: [1, 2])
  func pruned(edition: Int) async throws {
    let site = try await Self.site()
    try await site.publish(try await site.build(.small))
    let target = "/v1/default/editions/1/diff/2"
    #expect(try await site.get(target).status == .ok)
    try await site.engine.prune(edition, of: site.provider)
    site.clock.advance(by: .seconds(2))
    for _ in 1...2 {  // the second time the list of editions is known, and what is kept could be given
      let response = try await site.get(target)
      #expect(response.problem == "edition-pruned")
      #expect(response.header("Cache-Control") == "no-store")
    }
  }

  @Test("An edition that was never published is not compared")
  func unpublished() async throws {
    let site = try await Self.site()
    try await site.build(.small)
    for target in ["1/diff/3", "3/diff/1", "0/diff/1", "1/diff/99"] {
      #expect(try await site.get("/v1/default/editions/\(target)").problem == "unknown-edition", "\(target)")
    }
  }

  @Test("A cursor belongs to its two editions, its figure and its filters")
  func cursors() async throws {
    let site = try await Self.site()
    let links = try await site.get("/v1/default/editions/1/diff/2?limit=1&kind=film").json()["links"] as? [String: Any]
    let next = try #require(links?["next"] as? String)
    #expect(next.hasPrefix("/v1/default/editions/1/diff/2?kind=film&limit=1&cursor="))
    let cursor = try #require(next.split(separator: "cursor=").last)
    for query in ["", "&kind=company", "&kind=film&figure=votes", "&kind=film&change=added"] {
      let response = try await site.get("/v1/default/editions/1/diff/2?cursor=\(cursor)\(query)")
      #expect(response.problem == "invalid-cursor", "\(query)")
    }
    #expect(try await site.get("/v1/default/editions/2/diff/1?kind=film&cursor=\(cursor)").problem == "invalid-cursor")
    #expect(try await site.get("/v1/default/editions/1/diff/2?kind=film&cursor=\(cursor)").status == .ok)
  }
}
