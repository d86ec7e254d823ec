import Domain
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Lists are walked page by page, in one edition")
struct PagingTests {
  /// Sixty companies, with names and money that tie, and some without money.
  static let model: TestModel = {
    var model = TestModel(films: [], companies: [:], genres: [1: "One", 2: "Two", 3: "Three"])
    for id in Int64(1)...60 {
      model.companies[id] = "Company \(id % 7)"
      let revenue: Int64? = id % 5 == 0 ? nil : (id % 4) * 1000 + 1
      model.films.append(
        .init(
          id: id, title: "Film \(id % 6)", date: "\(2000 + id % 3)-01-01", budget: 10, revenue: revenue,
          popularity: "\(id % 3).5", companies: [id], genres: [id % 3 + 1],
          votes: id % 2 == 0 ? [(2005, [Int(id % 10) + 1])] : []))
    }
    return model
  }()

  /// Follows `links.next` to the end; returns the ids by page.
  static func walk(_ site: TestSite, _ start: String, between: () async throws -> Void = {}) async throws -> [[Int]] {
    var pages: [[Int]] = []
    var next: String? = start
    while let target = next {
      let response = try await site.get(target)
      #expect(response.status == .ok, "\(target): \(response.text)")
      let json = try response.json()
      let rows = json["data"] as? [[String: Any]] ?? []
      pages.append(
        rows.compactMap { row -> Int? in
          // A film, a company and a genre may have one id.
          if let id = row["id"] as? Int, let kind = row["kind"] as? String { return id * 10 + kind.utf8.count % 10 }
          return (row["id"] ?? (row["company"] as? [String: Any])?["id"] ?? row["year"] ?? row["edition"]) as? Int
        })
      next = (json["links"] as? [String: Any])?["next"] as? String
      if let next { #expect(response.header("Link")?.hasPrefix("<\(next)>; rel=\"next\"") == true) }
      try await between()
      if pages.count > 1000 { break }
    }
    return pages
  }

  @Test(
    "A walk in small pages has the rows of one large page, in their order, none twice",
    arguments: [
      "companies?sort=name", "companies?sort=-name", "companies?sort=revenue", "companies?sort=-revenue",
      "companies?sort=-id", "companies?q=company", "movies?sort=title", "movies?sort=-averageRating",
      "movies?sort=popularity&genre=2", "movies?year=2001&sort=-revenue",
      "companies/years?year=2001&sort=-averageRating", "companies/years?year=2002&sort=profit&allocation=split",
      "genres", "editions/1/diff/2", "editions/2/diff/1?kind=company", "editions/1/diff/2?change=removed&kind=film",
      "editions/1/diff/2?figure=votes",
    ])
  func walk(list: String) async throws {
    let site = try await TestSite.published(.small)
    try await site.publish(try await site.build(Self.model))
    site.clock.advance(by: .seconds(1))
    let mark = list.contains("?") ? "&" : "?"
    let whole = try await Self.walk(site, "/v1/default/\(list)\(mark)limit=1000")
    #expect(whole.count == 1)
    for limit in [1, 7] {
      let pages = try await Self.walk(site, "/v1/default/\(list)\(mark)limit=\(limit)")
      #expect(pages.flatMap { $0 } == whole[0])
      #expect(pages.dropLast().allSatisfy { $0.count == limit })
      #expect(Set(pages.flatMap { $0 }).count == whole[0].count)
    }
  }

  @Test(
    "Series come whole, and can be walked",
    arguments: [
      "years", "companies/7/years", "genres/years", "genres/2/years",
      "genres/most-popular", "companies/7/genres",
    ])
  func series(path: String) async throws {
    let site = try await TestSite.published(Self.model)
    let whole = try await Self.walk(site, "/v1/default/\(path)")
    #expect(whole.count == 1)
    let pages = try await Self.walk(site, "/v1/default/\(path)?limit=1")
    #expect(pages.flatMap { $0 } == whole[0])
    #expect(pages.count == whole[0].count)
  }

  @Test("A walk that straddles a publish stays in its edition")
  func straddling() async throws {
    let site = try await TestSite.published(Self.model)
    let expected = try await Self.walk(site, "/v1/default/companies?limit=10").flatMap { $0 }
    var published = false
    let pages = try await Self.walk(site, "/v1/default/companies?limit=10") {
      guard !published else { return }
      published = true
      try await site.publish(try await site.build(.small))
      site.clock.advance(by: .seconds(1))
    }
    #expect(try await site.get("/v1/default").header("Data-Edition") == "2")
    #expect(pages.flatMap { $0 } == expected)
  }

  @Test("The next page keeps the format and is pinned; in CSV it is in the Link header")
  func nextInCSV() async throws {
    let site = try await TestSite.published(Self.model)
    let response = try await site.get("/v1/default/companies.csv?limit=50&sort=-revenue")
    let link = try #require(response.header("Link"))
    let next = try #require(link.firstMatch(of: /^<([^>]+)>; rel="next"/)).1
    #expect(next.hasPrefix("/v1/default/@1/companies.csv?sort=-revenue&limit=50&cursor="))
    let rest = try await site.get(String(next))
    #expect(rest.text.split(separator: "\r\n").count == 11)
    #expect(rest.header("Link")?.contains("rel=\"next\"") == false)
  }

  @Test("A cursor is of one edition, one provider, one path and one query; the page's size may change")
  func binding() async throws {
    let site = try await TestSite.published(Self.model)
    let next = try #require(
      ((try await site.get("/v1/default/companies?limit=5&q=company").json()["links"]) as? [String: Any])?["next"]
        as? String)
    let cursor = try #require(next.split(separator: "cursor=").last)
    #expect(try await site.get("/v1/default/companies?q=company&limit=9&cursor=\(cursor)").status == .ok)
    #expect(try await site.get("/v1/default/companies.ndjson?q=company&cursor=\(cursor)").status == .ok)
    for target in [
      "/v1/default/companies?cursor=\(cursor)", "/v1/default/companies?q=compan&cursor=\(cursor)",
      "/v1/default/companies?q=company&sort=id&cursor=\(cursor)", "/v1/default/genres?cursor=\(cursor)",
      "/v1/default/companies?q=company&cursor=\(cursor.dropLast())",
      "/v1/default/companies?q=company&cursor=\(cursor)A",
      "/v1/default/companies?q=company&cursor=\(cursor.replacing("A", with: "B", maxReplacements: 1))x",
    ] {
      #expect(try await site.get(target).problem == "invalid-cursor", "\(target)")
    }
    try await site.publish(try await site.build(Self.model))
    site.clock.advance(by: .seconds(1))
    for target in [
      "/v1/default/companies?q=company&cursor=\(cursor)", "/v1/default/@2/companies?q=company&cursor=\(cursor)",
    ] {
      let response = try await site.get(target)
      #expect(response.problem == "cursor-of-another-edition")
      let suggestion = try #require(response.suggestion)
      #expect(suggestion == "/v1/default/@1/companies?q=company&cursor=\(cursor)")
      #expect(try await site.get(suggestion).status == .ok)
    }
  }

  @Test("Editions are walked newest first, unpinned, and the changes of two editions too")
  func history() async throws {
    let site = try await TestSite.published(.small)
    for _ in 0..<3 { try await site.publish(try await site.build(Self.model)) }
    site.clock.advance(by: .seconds(1))
    #expect(try await Self.walk(site, "/v1/default/editions?limit=2") == [[4, 3], [2, 1]])
    let whole = try await Self.walk(site, "/v1/default/editions/1/diff/4?limit=1000")
    let pages = try await Self.walk(site, "/v1/default/editions/1/diff/4?limit=20")
    #expect(pages.flatMap { $0 } == whole[0])
    #expect(whole[0].count > 100)
  }

  @Test("Every link of an answer leads somewhere")
  func links() async throws {
    let site = try await TestSite.documented()
    for resource in Resource.all {
      for base in resource.scope == .edition ? ["/v1/default", "/v1/default/@1"] : ["/v1/default"] {
        let target = base + (resource.example.isEmpty ? "" : "/\(resource.example)")
        let response = try await site.get(target)
        #expect(response.status == .ok, "\(target)")
        for (name, link) in try response.json()["links"] as? [String: Any] ?? [:] {
          guard let link = link as? String else { continue }
          let linked = try await site.get(link)
          #expect(linked.status == .ok, "\(name): \(link)")
          if name == "self" { #expect(linked.body == response.body) }
        }
      }
    }
  }

  @Test("Equal queries have one canonical address")
  func canonical() async throws {
    let site = try await TestSite.published()
    let body = try await site.get("/v1/default/companies?limit=10&q=light").body
    for query in ["q=light&limit=10", "limit=10&q=light&sort=name", "q=%6Cight&limit=10"] {
      #expect(try await site.get("/v1/default/companies?\(query)").body == body)
    }
    #expect(String(buffer: body).contains("\"self\":\"/v1/default/companies?q=light&limit=10\""))
  }
}
