import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

let acme = ProviderID("acme")!
let other = ProviderID("other")!

func moment(_ second: Int64) -> Timestamp { Timestamp(secondsSinceEpoch: 1_800_000_000 + second) }

@Suite("The Seeder Watchfolder")
struct SeederWatchfolderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ engine: StoreUnderTest) async throws -> SeederWatchfolder {
    SeederWatchfolder(store: try await engine.open(folder))
  }

  @Test("gives back the documents that were written", arguments: StoreUnderTest.all)
  func documents(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    var record = DeliveryRecord(delivery: digest("a"), takenAt: moment(1), bytes: 7)
    record.failure = "the disk was full"
    let manifest = DeliveryManifest(
      delivery: digest("a"), stage: .parsed, parts: [.init(name: "movies.csv", bytes: 3, sha256: digest("1"))],
      links: nil, settings: digest("2"))
    let report = ValidationReport(
      delivery: digest("a"), verdict: .accepted, files: [], films: .init(), votes: .init(), findings: [])
    var settings = ProviderSettings()
    settings.settleSeconds = 60

    try await watchfolder.write(record, of: acme)
    try await watchfolder.write(manifest, of: acme)
    try await watchfolder.write(report, of: acme)
    try await watchfolder.write(settings, of: acme)

    #expect(try await watchfolder.record(of: digest("a"), acme) == record)
    #expect(try await watchfolder.manifest(of: digest("a"), acme) == manifest)
    #expect(try await watchfolder.report(of: digest("a"), acme) == report)
    #expect(try await watchfolder.settings(of: acme) == settings)
  }

  @Test("has nothing, and the default settings, of a provider that it does not know", arguments: StoreUnderTest.all)
  func nothing(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    try await watchfolder.write(DeliveryRecord(delivery: digest("a"), takenAt: moment(1), bytes: 7), of: acme)
    #expect(try await watchfolder.record(of: digest("a"), other) == nil)
    #expect(try await watchfolder.manifest(of: digest("a"), acme) == nil)
    #expect(try await watchfolder.records(of: other) == [])
    #expect(try await watchfolder.newestLinks(of: other) == nil)
    #expect(try await watchfolder.settings(of: other) == ProviderSettings())
  }

  @Test("never takes a damaged document for a missing one", arguments: StoreUnderTest.all)
  func damaged(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    try await watchfolder.store.put("acme/settings.json", "{\"tolerance\":")
    let error = await expectError("document-unreadable") { _ = try await watchfolder.settings(of: acme) }
    #expect(error?.message.contains("acme/settings.json") == true)
  }

  @Test("lists deliveries in the order in which they were taken", arguments: StoreUnderTest.all)
  func order(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    for (digit, second) in [("a", 3), ("b", 1), ("c", 2)] as [(Character, Int64)] {
      try await watchfolder.write(DeliveryRecord(delivery: digest(digit), takenAt: moment(second), bytes: 1), of: acme)
    }
    try await watchfolder.write(DeliveryRecord(delivery: digest("d"), takenAt: moment(0), bytes: 1), of: other)
    #expect(try await watchfolder.records(of: acme).map(\.delivery) == [digest("b"), digest("c"), digest("a")])
  }

  @Test("gives every delivery a later time than the ones before", arguments: StoreUnderTest.all)
  func nextTakenAt(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    #expect(try await watchfolder.nextTakenAt(of: acme, now: moment(5)) == moment(5))
    try await watchfolder.write(DeliveryRecord(delivery: digest("a"), takenAt: moment(5), bytes: 1), of: acme)
    let justAfter = Timestamp(millisecondsSinceEpoch: moment(5).millisecondsSinceEpoch + 1)
    #expect(try await watchfolder.nextTakenAt(of: acme, now: moment(6)) == moment(6))
    #expect(try await watchfolder.nextTakenAt(of: acme, now: moment(5)) == justAfter)
    #expect(try await watchfolder.nextTakenAt(of: acme, now: moment(1)) == justAfter)
  }

  @Test("finds backups that a crash left without a record", arguments: StoreUnderTest.all)
  func unrecorded(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await open(engine)
    for digit in ["a", "b"] as [Character] {
      try await watchfolder.store.put("acme/deliveries/\(digest(digit))/data.zip", "zip")
    }
    try await watchfolder.write(DeliveryRecord(delivery: digest("a"), takenAt: moment(1), bytes: 3), of: acme)
    #expect(try await watchfolder.deliveries(of: acme).unrecorded == [digest("b")])
  }

  struct LinksCase: Sendable, CustomTestStringConvertible {
    let states: [(Character, DeliveryRecord.State, hasLinks: Bool)]
    var before: Int64?
    let expected: Character?
    let testDescription: String
  }

  @Test(
    "finds the newest links that passed validation",
    arguments: StoreUnderTest.all,
    [
      LinksCase(states: [], expected: nil, testDescription: "no deliveries"),
      LinksCase(
        states: [("a", .published, true), ("b", .published, true)], expected: "b", testDescription: "the newer of two"),
      LinksCase(
        states: [("a", .published, true), ("b", .published, false)], expected: "a",
        testDescription: "the newest came without links"),
      LinksCase(
        states: [("a", .accepted, true), ("b", .rejected, true)], expected: "a",
        testDescription: "a rejected one's links were never checked to the end"),
      LinksCase(
        states: [("a", .published, true), ("b", .taken, true)], expected: "a", testDescription: "not validated yet"),
      LinksCase(
        states: [("a", .published, true), ("b", .superseded, true)], expected: "b",
        testDescription: "passed validation, only late"),
      LinksCase(
        states: [("a", .published, true), ("b", .published, true), ("c", .published, true)], before: 1, expected: "a",
        testDescription: "as it was when the second was taken"),
    ])
  func newestLinks(_ engine: StoreUnderTest, _ example: LinksCase) async throws {
    let watchfolder = try await open(engine)
    for (index, (digit, state, hasLinks)) in example.states.enumerated() {
      try await watchfolder.write(
        DeliveryRecord(delivery: digest(digit), takenAt: moment(Int64(index)), bytes: 1, state: state), of: acme)
      let parts = [DeliveryManifest.Part(name: SeederWatchfolder.Name.movies, bytes: 1, sha256: digest("1"))]
      let links = [DeliveryManifest.Part(name: SeederWatchfolder.Name.links, bytes: 1, sha256: digest("2"))]
      try await watchfolder.write(
        DeliveryManifest(
          delivery: digest(digit), stage: .parsed, parts: hasLinks ? parts + links : parts, links: nil,
          settings: digest("0")), of: acme)
    }
    let found = try await watchfolder.newestLinks(of: acme, before: example.before.map(moment))
    #expect(found?.links.delivery == example.expected.map(digest))
    #expect(found?.links.sha256 == example.expected.map { _ in digest("2") })
    #expect(found?.key.name == example.expected.map { "acme/deliveries/\(digest($0))/links.csv.gz" })
  }
}
