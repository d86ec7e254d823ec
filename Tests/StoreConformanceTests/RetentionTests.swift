import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("Retention")
struct RetentionTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Deliveries taken one second after another, each with a zip, a manifest that names links or not, and a record.
  private func watchfolder(
    _ engine: StoreUnderTest, _ deliveries: [(Character, DeliveryRecord.State, hasLinks: Bool)]
  ) async throws -> SeederWatchfolder {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    for (index, (digit, state, hasLinks)) in deliveries.enumerated() {
      let prefix = "acme/deliveries/\(digest(digit))"
      try await watchfolder.store.put("\(prefix)/data.zip", "zip \(digit)")
      let links = DeliveryManifest.Part(name: SeederWatchfolder.Name.links, bytes: 1, sha256: digest("1"))
      try await watchfolder.write(
        DeliveryManifest(
          delivery: digest(digit), stage: .parsed, parts: hasLinks ? [links] : [], links: nil, settings: digest("0")),
        of: acme)
      for state in [.taken, state] {
        try await watchfolder.write(
          DeliveryRecord(delivery: digest(digit), takenAt: moment(Int64(index)), bytes: 5, state: state), of: acme)
      }
    }
    return watchfolder
  }

  private func deliveries(_ watchfolder: SeederWatchfolder) async throws -> String {
    String(try await watchfolder.records(of: acme).compactMap(\.delivery.hex.first))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let deliveries: [(Character, DeliveryRecord.State, hasLinks: Bool)]
    let keep: Int
    var protected = ""
    let left: String
    let testDescription: String
  }

  @Test(
    "keeps the newest deliveries and what must not go",
    arguments: StoreUnderTest.all,
    [
      Case(
        deliveries: [
          ("a", .published, false), ("b", .rejected, false), ("c", .failed, false), ("d", .superseded, false),
        ],
        keep: 2, left: "cd", testDescription: "the newest two, whatever became of them"),
      Case(deliveries: [("a", .published, false)], keep: 5, left: "a", testDescription: "fewer than are kept"),
      Case(
        deliveries: [("a", .taken, false), ("b", .accepted, false), ("c", .published, false)], keep: 1, left: "abc",
        testDescription: "never what is unfinished"),
      Case(
        deliveries: [("a", .published, false), ("b", .published, false), ("c", .published, false)], keep: 1,
        protected: "a", left: "ac", testDescription: "never the current edition's"),
      Case(
        deliveries: [("a", .published, true), ("b", .published, true), ("c", .published, false)], keep: 1, left: "bc",
        testDescription: "never the newest links"),
    ])
  func deliveries(_ engine: StoreUnderTest, _ example: Case) async throws {
    let watchfolder = try await watchfolder(engine, example.deliveries)
    let plan = try await watchfolder.prune(acme, keep: example.keep, protected: Set(example.protected.map(digest)))
    #expect(try await deliveries(watchfolder) == example.left)
    let gone = example.deliveries.map(\.0).filter { !example.left.contains($0) }
    #expect(plan.deliveries == gone.map(digest))
    // Nothing of those that are gone is left, not even as history
    for digit in gone {
      #expect(try await watchfolder.store.versions(prefix: "acme/deliveries/\(digest(digit))/") == [])
    }
    #expect(
      try await watchfolder.prune(acme, keep: example.keep, protected: Set(example.protected.map(digest))).items == [])
  }

  @Test(
    "keeps deliveries taken since a moment, however many, and those whose links they rely on",
    arguments: StoreUnderTest.all)
  func since(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await watchfolder(
      engine, [("a", .published, true), ("b", .published, true), ("c", .rejected, false), ("d", .published, false)])
    // The last one's votes were joined by the links of the first.
    try await watchfolder.write(
      DeliveryManifest(
        delivery: digest("d"), stage: .parsed, parts: [],
        links: DeliveryManifest.LinksUsed(delivery: digest("a"), sha256: digest("1")), settings: digest("0")),
      of: acme)
    #expect(try await watchfolder.prune(acme, keep: 1, deliveriesTakenBefore: moment(0)).deliveries == [])
    let plan = try await watchfolder.prune(acme, keep: 1, deliveriesTakenBefore: moment(3))
    #expect(plan.deliveries == [digest("c")])
    #expect(try await deliveries(watchfolder) == "abd")
    #expect(
      plan.bytesByDelivery == [
        digest("c"): plan.items.filter { $0.key.contains(digest("c").hex) }.reduce(0) { $0 + $1.bytes }
      ])
    #expect(plan.itemsOfNoDelivery.allSatisfy { !$0.key.contains(digest("c").hex) })
  }

  @Test("says in a dry run what it would remove, and removes nothing", arguments: StoreUnderTest.all)
  func dryRun(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await watchfolder(engine, [("a", .published, false), ("b", .published, false)])
    let before = try await watchfolder.store.versions(prefix: "")
    let plan = try await watchfolder.prune(acme, keep: 1, dryRun: true)
    #expect(try await watchfolder.store.versions(prefix: "") == before)
    // All of the first, and the version that the second's record had before it was finished
    let last = try #require(before.last { $0.key.name.hasSuffix("/delivery.json") })
    let ofFirst = before.filter { $0.key.name.contains(digest("a").hex) } + [last]
    #expect(plan.bytes == ofFirst.reduce(0) { $0 + $1.bytes })
    #expect(plan.items.map(\.version).sorted() == ofFirst.map(\.version.id).sorted())
  }

  @Test(
    "removes the manifest first and the record last, so that every crash can be finished", arguments: StoreUnderTest.all
  )
  func crash(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await watchfolder(engine, [("a", .published, false), ("b", .published, false)])
    let all = try await watchfolder.prune(acme, keep: 1, dryRun: true).items
    let items = all.filter { $0.key.contains(digest("a").hex) }
    #expect(items.first?.key.hasSuffix("/manifest.json") == true)
    // When it crashes after each removal in turn
    for (index, item) in items.enumerated() {
      try await watchfolder.store.delete(key(item.key), version: ObjectVersion(id: item.version))
      // Then no manifest makes the delivery look whole
      #expect(try await watchfolder.manifest(of: digest("a"), acme) == nil)
      // And the next prune still finds exactly the rest
      let rest = try await watchfolder.prune(acme, keep: 1, dryRun: true).items
      #expect(rest.filter { $0.key.contains(digest("a").hex) } == Array(items.dropFirst(index + 1)))
    }
    #expect(try await deliveries(watchfolder) == "b")
  }

  @Test("keeps the newest versions of every object, the current one always", arguments: StoreUnderTest.all, [0, 1, 3])
  func versions(_ engine: StoreUnderTest, _ keep: Int) async throws {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    for number in 1...5 {
      var settings = ProviderSettings()
      settings.settleSeconds = number
      try await watchfolder.write(settings, of: acme)
      try await watchfolder.write(settings, of: other)
    }
    let before = try await watchfolder.store.versions(prefix: "acme/")
    try await watchfolder.prune(acme, keep: keep)
    #expect(try await watchfolder.store.versions(prefix: "acme/") == Array(before.prefix(max(keep, 1))))
    #expect(try await watchfolder.settings(of: acme).settleSeconds == 5)
    #expect(try await watchfolder.store.versions(prefix: "other/").count == 5)
  }

  @Test("removes sent messages that are older than every delivery", arguments: StoreUnderTest.all)
  func messages(_ engine: StoreUnderTest) async throws {
    let watchfolder = try await watchfolder(
      engine, [("a", .published, false), ("b", .published, false), ("c", .published, false)])
    for second in 0...2 as ClosedRange<Int64> {
      try await watchfolder.store.put("acme/outbox/sent/\(moment(second).compact)-received-x.json", "{}")
    }
    try await watchfolder.store.put("acme/outbox/pending/\(moment(0).compact)-received-x.json", "{}")
    try await watchfolder.prune(acme, keep: 2)
    #expect(
      try await watchfolder.store.keys("acme/outbox/") == [
        "acme/outbox/pending/\(moment(0).compact)-received-x.json",
        "acme/outbox/sent/\(moment(1).compact)-received-x.json",
        "acme/outbox/sent/\(moment(2).compact)-received-x.json",
      ])
  }
}
