import Domain
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Headers towards an edge that is purged at each publication")
struct EdgeHeaderTests {
  private static let asked = "public, max-age=0, must-revalidate"

  private func site() async throws -> TestSite {
    let site = try TestSite()
    try await site.publish(try await site.build(.small), hasEdge: true)
    return site
  }

  @Test(
    "What may be kept there, and for how long",
    arguments: [
      ("/v1/default", "\(asked), s-maxage=31536000", "an answer of the current edition, until it is purged"),
      ("/v1/default.csv", "\(asked), s-maxage=31536000", "in any format"),
      ("/v1/default/companies/7/years?from=2000", "\(asked), s-maxage=31536000", "with a query"),
      ("/v1/default/companies/8", "\(asked), s-maxage=60", "that something is not there: anybody can ask for more"),
      ("/v1/default/editions", asked, "changes when an edition is pruned, which purges nothing of what is current"),
      ("/v1/default/@1/years", "public, max-age=31536000, immutable", "pinned"),
      ("/v1/default/@1/companies/8", "no-store", "a pinned refusal"),
      ("/v1/empty/years", "no-store", "nothing was published"),
      ("/v1/defaul%74/years", asked, "spelled as no path of a purge is"),
      ("/v1/default%2Ecsv", asked, "spelled as no path of a purge is"),
      ("http://example.org/v1/default/years", asked, "a proxy's spelling"),
      ("/v1/defaul%74/@1/years", "private, max-age=31536000, immutable", "pinned, spelled as no path of a purge is"),
      ("/", "no-store", "of no provider"),
      ("/openapi.json", "public, max-age=300", "changes with the program"),
    ])
  func policies(target: String, policy: String, why: String) async throws {
    let site = try await site()
    let first = try await site.get(target)
    #expect(first.header("Cache-Control") == policy, "\(why)")
    // And when it is kept in memory, by both ways that it is answered.
    #expect(try await site.get(target).header("Cache-Control") == policy, "\(why)")
    if let tag = first.header("ETag") {
      let unchanged = try await site.get(target, headers: [.ifNoneMatch: tag])
      #expect(unchanged.status == .notModified)
      #expect(unchanged.header("Cache-Control") == policy, "\(why)")
    }
  }

  @Test("While a switch is under way, or when the lease is over, the edge may keep nothing")
  func publishing() async throws {
    let site = try await site()
    let target = "/v1/default/years"
    #expect(try await site.get(target).header("Cache-Control")?.contains("s-maxage") == true)
    try await site.publish(1, state: .publishing, target: 1, hasEdge: true)
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get(target).header("Cache-Control") == "no-store")
    try await site.publish(1, hasEdge: true)
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get(target).header("Cache-Control")?.contains("s-maxage") == true)
    // When the edge was taken away, no publication tells anybody to keep anything.
    try await site.publish(1)
    site.clock.advance(by: .seconds(1))
    #expect(try await site.get(target).header("Cache-Control") == Self.asked)
  }

  @Test("Both spellings of the tags name the provider and what of it is asked for")
  func tags() async throws {
    let site = try await site()
    for (target, tags) in [
      ("/v1/default/years", ["default", "default/current"]),
      ("/v1/default/companies/8", ["default", "default/current"]),
      ("/v1/default/@1/years", ["default", "default/@1"]),
      ("/v1/default/editions/1/diff/1", ["default", "default/@1"]),
    ] {
      let answer = try await site.get(target)
      #expect(answer.header("Cache-Tag") == tags.joined(separator: ","), "\(target)")
      #expect(answer.header("Surrogate-Key") == tags.joined(separator: " "), "\(target)")
    }
  }
}
