import Database
import Domain
import Fixtures
import Foundation
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

/// Which engine the editions lie in shows nowhere: two sites with the same deliveries, one on SQLite, the other on
/// PostgreSQL, are asked the same and must answer the same, byte by byte.
@Suite("SQLite and PostgreSQL answer alike", .enabled(if: PostgreSQLServer.isWanted))
struct EngineCrawlTests {
  /// The least that the crawl asks.
  static let leastTargets = 5_000

  @Test("Every resource, format and parameter: status, headers and bytes")
  func crawl() async throws {
    // given
    let models = Self.models
    let sites = try await [
      Self.site(on: .sqlite, models), Self.site(on: .postgreSQL, models),
    ]
    let targets = CrawlTargets(models).all

    #expect(targets.count >= Self.leastTargets)
    #expect(Set(targets).count == targets.count)

    // when
    let found = try await sites[0].app().test(.router) { first in
      try await sites[1].app().test(.router) { second in try await Self.compare(first, second, targets) }
    }

    // and there was something to compare
    #expect(found.statuses[200, default: 0] > Self.leastTargets / 2)
    #expect(found.statuses[404, default: 0] > 0 && found.statuses[400, default: 0] > 0)
    #expect(found.statuses[500] == nil && found.statuses[503] == nil)
    #expect(found.cursors > 500)
  }

  struct Found: Sendable {
    var statuses: [Int: Int] = [:]
    var cursors = 0
  }

  private static func compare(
    _ first: any TestClientProtocol, _ second: any TestClientProtocol, _ targets: [String]
  ) async throws -> Found {
    var found = Found()
    for target in targets {
      var next: String? = target
      // From page to page, so that cursors are compared by what they lead to.
      for _ in 0..<3 {
        guard let asked = next else { break }
        async let left = first.execute(uri: asked, method: .get)
        async let right = second.execute(uri: asked, method: .get)
        let answers = try await (left, right)
        guard areEqual(answers.0, answers.1, asked) else { return found }
        found.statuses[answers.0.status.code, default: 0] += 1
        next = Self.next(answers.0)
        if next != nil { found.cursors += 1 }
      }
    }
    return found
  }

  /// What two months delivered. The names are such as collations, folding and LIKE disagree about.
  static let models: [SlowModel] = (1...2).map { month in
    var shape = SlowModel.Shape()
    (shape.films, shape.companies, shape.genres) = (260, 60, 14)
    shape.years = 1995...2004
    shape.largestMoney = 400
    var model = SlowModel.random(seed: UInt64(month), shape)
    let names = [
      "Éclair", "eclair", "Zürich", "zebra", "Ångström", "100% Film", "a_b", "back\\slash", "O'Hara & \"Söhne\"",
      "日本映画", "МОСФИЛЬМ", "=1+1", "-minus", "@at", "\tTab", "two\nlines", "ＦＵＬＬ ﬁlm", "İstanbul", "ß", "🎬 cinéma", "~",
      "_",
    ]
    for index in model.companies.indices where index % 2 == 0 {
      model.companies[index].name = names[index / 2 % names.count] + (index > 40 ? " \(index)" : "")
    }
    for index in model.films.indices where index % 3 == 0 {
      model.films[index].title = names[index / 3 % names.count]
      model.films[index].originalTitle = index % 2 == 0 ? "" : names[index % names.count]
    }
    model.genres[0].name = "Comédie"
    return model
  }

  private static func site(on engine: DatabaseUnderTest, _ models: [SlowModel]) async throws -> TestSite {
    let site = try await TestSite(on: engine) { $0.answerCacheBytes = 0 }
    for model in models { try await site.publish(try await site.build(model)) }
    return site
  }

  /// All headers, of which none says when or by whom an answer was made.
  private static func areEqual(_ left: TestResponse, _ right: TestResponse, _ target: String) -> Bool {
    let isEqual = left.status == right.status && left.headers == right.headers && left.body == right.body
    #expect(
      isEqual,
      "\(target): \(left.status), \(left.headers), \(left.text) / \(right.status), \(right.headers), \(right.text)")
    return isEqual
  }

  private static func next(_ response: TestResponse) -> String? {
    response.header("Link")?.components(separatedBy: ", <").first { $0.hasSuffix("rel=\"next\"") }
      .map { String($0.drop { $0 == "<" }.prefix { $0 != ">" }) }
  }
}
