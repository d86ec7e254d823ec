import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("A Data Provider Watchfolder")
struct DataProviderWatchfolderTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func open(_ engine: WatchfolderUnderTest) async throws -> any DataProviderWatchfolder {
    let watchfolder = try await engine.open(folder)
    try await watchfolder.addProvider(acme)
    return watchfolder
  }

  private func put(
    _ text: String, as name: String = "data.zip", of provider: ProviderID = acme, _ engine: WatchfolderUnderTest
  ) async throws {
    try await engine.put(Data(text.utf8), name, provider, folder)
  }

  private func claim(_ watchfolder: any DataProviderWatchfolder) async throws -> ClaimedUpload {
    let upload = try #require(try await watchfolder.upload(of: acme))
    return try #require(try await watchfolder.claim(upload))
  }

  private func text(_ claim: ClaimedUpload, in watchfolder: any DataProviderWatchfolder) async throws -> String? {
    let path = try await watchfolder.localFile(of: claim, scratch: folder("scratch"))
    return FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test("sees nothing where nothing is", arguments: WatchfolderUnderTest.all)
  func nothing(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    for provider in [acme, ProviderID("unknown")!] {
      #expect(try await watchfolder.upload(of: provider) == nil)
      #expect(try await watchfolder.claims(of: provider) == [])
    }
  }

  @Test("leaves everything but data.zip alone", arguments: WatchfolderUnderTest.all)
  func junk(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    let junk = ["DATA.ZIP", "data.zip.part", "notes.txt"]
    for name in junk { try await put("junk", as: name, engine) }
    #expect(try await watchfolder.upload(of: acme) == nil)
    try await put("zip", engine)
    try await watchfolder.release(try await claim(watchfolder))
    #expect(Set(try await engine.names(acme, folder)).isSuperset(of: junk))
    #expect(try await watchfolder.claims(of: acme) == [])
  }

  @Test("claims an upload whole and once, and forgets it when released", arguments: WatchfolderUnderTest.all)
  func claimed(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    try await put("zip", engine)
    let upload = try #require(try await watchfolder.upload(of: acme))
    #expect(upload.bytes == 3)
    #expect(!upload.isBeingWritten)
    let claim = try #require(try await watchfolder.claim(upload))
    #expect(try await watchfolder.upload(of: acme) == nil)
    #expect(try await watchfolder.claim(upload) == nil)
    #expect(try await watchfolder.claims(of: acme) == [claim])
    #expect(try await text(claim, in: watchfolder) == "zip")
    for _ in 1...2 { try await watchfolder.release(claim) }
    #expect(try await watchfolder.claims(of: acme) == [])
    #expect(try await watchfolder.upload(of: acme) == nil)
    #expect(try await engine.names(acme, folder).allSatisfy { !$0.hasSuffix("data.zip") })
  }

  @Test("of many who claim one upload at the same time lets one have it", arguments: WatchfolderUnderTest.all)
  func race(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    try await put("zip", engine)
    let upload = try #require(try await watchfolder.upload(of: acme))
    let claims = try await withThrowingTaskGroup(of: ClaimedUpload?.self) { group in
      for _ in 0..<8 { group.addTask { try await engine.open(folder).claim(upload) } }
      return try await group.reduce(into: []) { $0 += [$1].compactMap(\.self) }
    }
    #expect(claims.count == 1)
    #expect(try await watchfolder.claims(of: acme) == claims)
  }

  @Test("lists claims that a crash left behind, oldest first", arguments: WatchfolderUnderTest.all)
  func claimsSurvive(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    var claims: [ClaimedUpload] = []
    for number in 1...3 {
      try await put("zip \(number)", engine)
      claims.append(try await claim(watchfolder))
    }
    let restarted = try await engine.open(folder)
    #expect(try await restarted.claims(of: acme) == claims)
    for (number, claim) in zip(1...3, claims) { #expect(try await text(claim, in: restarted) == "zip \(number)") }
    // In any order they are released, and no older one comes back in the place of a newer.
    try await restarted.release(claims[2])
    #expect(try await restarted.claims(of: acme) == Array(claims.prefix(2)))
    #expect(try await restarted.upload(of: acme) == nil)
    try await restarted.release(claims[0])
    #expect(try await text(claims[1], in: restarted) == "zip 2")
  }

  @Test("does not claim what was replaced since it was looked at", arguments: WatchfolderUnderTest.all, ["new", "old"])
  func replaced(_ engine: WatchfolderUnderTest, _ text: String) async throws {
    let watchfolder = try await open(engine)
    try await put("old", engine)
    let upload = try #require(try await watchfolder.upload(of: acme))
    try await put(text, engine)
    #expect(try await watchfolder.claim(upload) == nil)
    #expect(try await watchfolder.claims(of: acme) == [])
    let changed = try #require(try await watchfolder.upload(of: acme))
    #expect(changed.fingerprint != upload.fingerprint)
    let claim = try #require(try await watchfolder.claim(changed))
    #expect(try await self.text(claim, in: watchfolder) == text)
  }

  @Test("leaves reports where the provider finds them, the newest of a name", arguments: WatchfolderUnderTest.all)
  func reports(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    var places: Set<String> = []
    for text in ["old", "<html>"] {
      let path = try folder.write(Data(text.utf8), to: "report")
      places.insert(try await watchfolder.leave(path, as: "report.html", about: digest("a"), for: acme))
      #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
    }
    #expect(places.count == 1)
    #expect(try await engine.names(acme, folder).contains { $0.hasSuffix("reports/\(digest("a").short)/report.html") })
    #expect(try await watchfolder.upload(of: acme) == nil)
  }

  @Test("removes all that lies at a provider's place, and touches no other", arguments: WatchfolderUnderTest.all)
  func removal(_ engine: WatchfolderUnderTest) async throws {
    // Given an upload, a claim and a report, and another provider whose name begins alike
    let watchfolder = try await open(engine)
    let neighbour = ProviderID("acme-2")!
    try await watchfolder.addProvider(neighbour)
    try await put("other", of: neighbour, engine)
    try await put("one", engine)
    _ = try await claim(watchfolder)
    try await put("two", engine)
    try await watchfolder.leave(
      try folder.write(Data("report".utf8), to: "report"), as: "report.html", about: digest("a"), for: acme)
    // When it is removed, twice
    for _ in 1...2 { try await watchfolder.removeProvider(acme) }
    // Then nothing of it is left, and the other has what it had.
    #expect(try await engine.names(acme, folder) == [])
    #expect(try await watchfolder.claims(of: acme) == [])
    #expect(try await watchfolder.upload(of: neighbour)?.bytes == 5)
    try await watchfolder.addProvider(acme)
    #expect(try await watchfolder.upload(of: acme) == nil)
  }

  @Test("gives a hint after an upload", arguments: WatchfolderUnderTest.all)
  func hints(_ engine: WatchfolderUnderTest) async throws {
    let watchfolder = try await open(engine)
    var hints = watchfolder.changes().makeAsyncIterator()
    // Whether or not one comes for what was there before.
    async let hint = hints.next()
    try await put("zip", engine)
    #expect(await hint == acme)
  }
}
