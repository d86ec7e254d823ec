import CoreMetrics
import Database
import Domain
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Kept answers")
struct AnswerCacheTests {
  private func answer(_ text: String) -> Answer {
    Answer(bytes: Array(text.utf8), contentType: "text/plain", standing: .current(1))
  }

  private func provider() throws -> ServedProvider {
    let site = try TestSite()
    return ServedProvider(
      id: .default, database: site.engine, shelf: EditionShelf(database: site.engine, limit: 1),
      access: AccessControl.open().policy(of: .default),
      metrics: PublicationMetrics(.default, factory: NOOPMetricsHandler.instance), lease: .seconds(1),
      clock: .system)
  }

  @Test("A target has an answer for each of the last three editions")
  func editions() throws {
    let provider = try provider()
    let cache = AnswerCache(bytes: 1 << 20)
    for edition in 1...4 { cache.keep(answer("e\(edition)"), of: edition, for: "/a", resource: 3, provider: provider) }
    let entry = try #require(cache.entry(for: "/a"))
    #expect(entry.resource == 3)
    #expect(entry.answer(of: 1) == nil)
    for edition in 2...4 { #expect(entry.answer(of: edition).map { String(buffer: $0.body) } == "e\(edition)") }
    #expect(cache.count == 1)
    cache.keep(answer("again"), of: 4, for: "/a", resource: 3, provider: provider)
    #expect(cache.entry(for: "/a")?.answer(of: 4).map { String(buffer: $0.body) } == "again")
    #expect(cache.entry(for: "/a")?.answer(of: 3) != nil)
    #expect(cache.entry(for: "/b") == nil)
  }

  @Test("It stays within its bytes, forgets what nobody asks for, and keeps what is asked for")
  func bound() throws {
    let provider = try provider()
    let cache = AnswerCache(bytes: 100_000)
    cache.keep(answer("hot"), of: 1, for: "/hot", resource: 0, provider: provider)
    for index in 0..<5_000 {
      cache.keep(answer("\(index)"), of: 1, for: "/\(index)", resource: 0, provider: provider)
      #expect(cache.bytes <= 100_000)
      #expect(cache.entry(for: "/hot") != nil)
    }
    #expect(cache.count > 15)
    #expect(cache.entry(for: "/0") == nil)
    #expect(cache.entry(for: "/4999") != nil)
  }

  @Test("An answer too large to share the room is not kept")
  func large() throws {
    let cache = AnswerCache(bytes: 100_000)
    cache.keep(
      answer(String(repeating: "x", count: 20_000)), of: 1, for: "/large", resource: 0, provider: try provider())
    #expect(cache.count == 0)
    #expect(cache.bytes == 0)
  }

  @Test("A kept answer is the very answer, without the database")
  func kept() async throws {
    let site = try await TestSite.published()
    let first = try await site.get("/v1/default/companies/7/years?to=2001")
    let counts = site.database.counts
    site.database.fail { $0.open = true }
    let second = try await site.get("/v1/default/companies/7/years?to=2001")
    #expect(second.body == first.body)
    #expect(second.headers == first.headers)
    #expect(site.database.counts == counts)
    // Nothing is kept under a target that would be refused, nor what depends on more than an edition.
    _ = try await site.get("/v1/default/companies?limit=0")
    _ = try await site.get("/v1/default/editions")
    #expect(site.service.kept("/v1/default/companies?limit=0") == nil)
    #expect(site.service.kept("/v1/default/editions") == nil)
  }
}
