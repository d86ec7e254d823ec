import CloudPlatform
import Database
import Domain
import Fixtures
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

@Suite("Serving from PostgreSQL", .enabled(if: PostgreSQLServer.isWanted), .ownThreads)
struct PostgreSQLServingTests {
  @Test("While the server is down answers are 503, kept ones too once their lease is over; after it none is")
  func restart() async throws {
    // given
    let server = try PostgreSQLServer()
    let folder = try TemporaryFolder()
    var configuration = PostgreSQLConfiguration(url: try PostgreSQLURL(server.database(of: folder)))
    configuration.outagePatience = .milliseconds(20)
    let site = try await TestSite(folder, PostgreSQLEditionDatabase(configuration))
    try await site.publish(try await site.build(TestModel.small))
    let targets = ["/v1/default/years", "/v1/default/companies/7", "/v1/default/movies?sort=-revenue"]
    var before: [TestResponse] = []
    for target in targets { before.append(try await site.get(target)) }
    #expect(before.map(\.status) == [.ok, .ok, .ok])

    for _ in 0..<2 {
      // when
      try server.stop()
      site.clock.advance(by: .seconds(1))
      // then
      for target in targets + ["/v1/default/genres"] {
        let response = try await site.get(target)
        #expect(response.status == .serviceUnavailable)
        #expect(response.header("Retry-After") != nil)
        #expect(response.header("Cache-Control") == "no-store")
        #expect(!response.text.contains("postgres"))
      }

      // when
      try server.start()
      // then
      for (target, answer) in zip(targets, before) {
        let response = try await site.get(target)
        #expect(response.status == .ok)
        #expect(response.body == answer.body)
      }
      #expect(try await site.get("/v1/default/genres?limit=2").status == .ok)
    }
  }

  @Test("A publication of another process is served before the lease is over", .timeLimit(.minutes(5)))
  func told() async throws {
    // given
    let site = try await TestSite(on: .postgreSQL)
    try await site.publish(try await site.build(TestModel.small))
    let target = "/v1/default/years"
    #expect(try await site.get(target).header("Data-Edition") == "1")
    let next = try await site.build(TestModel.small)
    let (readings, reading) = AsyncStream<Void>.makeStream()
    site.database.beforePublication { reading.yield() }

    // when another process publishes, and this one's clock stands still
    let other = try DatabaseUnderTest.postgreSQL.open(site.folder)
    let record = PublicationRecord(
      sequence: 2, edition: next, state: .live, switchedAt: Timestamp(secondsSinceEpoch: 1_800_000_000))
    #expect(try await other.replacePublication(of: site.provider, expected: 1, with: record))

    // then it is told, and reads again: the first time perhaps because of what was published before
    for await _ in readings where try await site.get(target).header("Data-Edition") == "2" { break }
  }
}
