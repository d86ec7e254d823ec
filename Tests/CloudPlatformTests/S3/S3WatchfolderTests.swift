import Domain
import Fixtures
import Foundation
import NIOCore
import Synchronization
import Testing
import Watchfolders

@testable import CloudPlatform

@Suite("A bucket as watchfolder", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct S3WatchfolderTests {
  let folder: TemporaryFolder
  let server: SeaweedFSServer
  let client: S3Client
  let watchfolder: S3Watchfolder
  let acme = ProviderID("acme")!

  init() async throws {
    folder = try TemporaryFolder()
    server = try await SeaweedFSServer.shared.value
    client = try server.client(prefix: UUID().uuidString.lowercased())
    watchfolder = S3Watchfolder(client: client, pollInterval: .milliseconds(20))
    try await watchfolder.addProvider(acme)
  }

  private var uploadKey: String { client.location.prefix + "acme/data.zip" }

  @discardableResult
  private func put(_ text: String, as name: String = "data.zip") async throws -> String {
    try await client.put(client.location.prefix + "acme/" + name, S3Body(ByteBuffer(string: text)))
  }

  private func claim() async throws -> ClaimedUpload {
    let upload = try #require(try await watchfolder.upload(of: acme))
    return try #require(try await watchfolder.claim(upload))
  }

  private func text(_ claim: ClaimedUpload) async throws -> String {
    let path = try await watchfolder.localFile(of: claim, scratch: folder("scratch"))
    return String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
  }

  @Test("leaves no trace of claims that were released, in whatever order")
  func noTrace() async throws {
    var claims: [ClaimedUpload] = []
    for number in 1...3 {
      try await put("zip \(number)")
      claims.append(try await claim())
    }
    for number in [2, 0, 1] { try await watchfolder.release(claims[number]) }
    #expect(try await client.entries(prefix: client.location.prefix + "acme/") == [])
  }

  @Test(
    "never loses what is uploaded at the moment of the claim",
    arguments: ["new", "old"],
    ["HEAD %/acme/data.zip", "PUT %/acme/.taken/", "DELETE %/acme/data.zip", "GET /boxoffice?"])
  func uploadDuringClaim(_ text: String, _ moment: String) async throws {
    // Given an upload, and a claim that is held up before each of its steps in turn
    try await put("old")
    let upload = try #require(try await watchfolder.upload(of: acme))
    let line = try FaultyLine(to: server.port)
    line.next(
      moment.replacingOccurrences(of: "%", with: "/boxoffice/" + client.location.prefix.dropLast()),
      .cutRequest(after: 0))
    var policy = SeaweedFSServer.quick
    // When the provider uploads once more
    policy.sleep = { _ in try await put(text) }
    let held = S3Watchfolder(
      client: try server.client(
        prefix: String(client.location.prefix.dropLast()), endpoint: line.endpoint, retry: policy))
    let claim = try await held.claim(upload)
    #expect(line.isClear)
    // Then the new one is there to be claimed, and the old one is claimed or gone
    let next = try #require(try await watchfolder.upload(of: acme))
    #expect(next.fingerprint != upload.fingerprint)
    let second = try #require(try await watchfolder.claim(next))
    #expect(try await self.text(second) == text)
    #expect(try await watchfolder.claims(of: acme) == [claim, second].compactMap { $0 })
    if let claim { #expect(try await self.text(claim) == "old") }
  }

  @Test("claims once when an answer is lost", arguments: ["PUT %/acme/.taken/", "DELETE %/acme/data.zip"])
  func lostAnswer(_ request: String) async throws {
    try await put("zip")
    let line = try FaultyLine(to: server.port)
    let prefix = String(client.location.prefix.dropLast())
    let behind = S3Watchfolder(client: try server.client(prefix: prefix, endpoint: line.endpoint))
    let upload = try #require(try await behind.upload(of: acme))
    line.next(request.replacingOccurrences(of: "%", with: "/boxoffice/\(prefix)"), .loseAnswer)
    let claim = try #require(try await behind.claim(upload))
    #expect(line.isClear)
    #expect(try await watchfolder.claims(of: acme) == [claim])
    #expect(try await watchfolder.upload(of: acme) == nil)
  }

  @Test("takes what a crash left of a claim for none, and the upload is seen again")
  func crashBeforeMarker() async throws {
    let version = try await put("zip")
    try await put("", as: ".taken/\(version)")
    #expect(try await watchfolder.claims(of: acme) == [])
    let claim = try await claim()
    #expect(try await text(claim) == "zip")
  }

  @Test("finishes a release that a crash cut off")
  func crashInRelease() async throws {
    try await put("zip")
    let claim = try await claim()
    let version = try #require(try await client.entries(of: uploadKey).first { !$0.isDeleteMarker }?.version)
    try await client.delete(uploadKey, version: version)
    #expect(try await watchfolder.claims(of: acme) == [])
    try await watchfolder.release(claim)
    #expect(try await client.keys(prefix: client.location.prefix + "acme/") == [])
  }

  @Test("never releases what is current")
  func releaseOfCurrent() async throws {
    try await put("zip")
    let claim = try await claim()
    // When someone takes our marker away
    let marker = try #require(try await client.entries(of: uploadKey).first { $0.isDeleteMarker })
    try await client.delete(uploadKey, version: marker.version)
    try await watchfolder.release(claim)
    #expect(try await watchfolder.upload(of: acme)?.bytes == 3)
  }

  @Test("does not bring back what the provider had replaced before")
  func replacedBefore() async throws {
    try await put("first")
    try await put("second")
    let claim = try await claim()
    #expect(try await text(claim) == "second")
    try await watchfolder.release(claim)
    #expect(try await watchfolder.upload(of: acme) == nil)
    #expect(try await watchfolder.claims(of: acme) == [])
  }

  @Test("does not see an upload in parts before it is whole")
  func multipart() async throws {
    let line = try FaultyLine(to: server.port)
    let prefix = String(client.location.prefix.dropLast())
    let provider = try server.client(prefix: prefix, endpoint: line.endpoint)
    let path = try folder.write(Data(repeating: 7, count: 17 << 20), to: "large")
    let key = uploadKey
    line.next("PUT /boxoffice/\(key)?partNumber=3", .holdAnswer)
    let upload = Task {
      try await provider.putInParts(key, try LocalFile(reading: path), bytes: 17 << 20, conditions: [])
    }
    while !line.requests.contains(where: { $0.contains("partNumber=3") }) { await Task.yield() }
    #expect(try await watchfolder.upload(of: acme) == nil)
    upload.cancel()
    _ = await upload.result
    _ = try await client.putInParts(key, try LocalFile(reading: path), bytes: 17 << 20, conditions: [])
    #expect(try await watchfolder.upload(of: acme)?.bytes == 17 << 20)
  }

  @Test("counts an upload that it saw come from that moment, whatever its date")
  func sightings() throws {
    let sightings = UploadSightings()
    func head(_ version: String, _ second: Int64) -> S3Head {
      S3Head(version: version, etag: "e", bytes: 1, lastModified: Timestamp(secondsSinceEpoch: second), mark: nil)
    }
    func at(_ second: Int64) -> Timestamp { Timestamp(secondsSinceEpoch: second) }
    // At the first look its date is all there is, to the end of its second
    #expect(sightings.lastChange(of: acme, head: head("1", 1000), now: at(5000)) == at(1001))
    #expect(sightings.lastChange(of: acme, head: head("1", 1000), now: at(5010)) == at(1001))
    // An upload in parts is dated by its beginning
    #expect(sightings.lastChange(of: acme, head: head("2", 1500), now: at(6000)) == at(6000))
    #expect(sightings.lastChange(of: acme, head: head("2", 1500), now: at(6010)) == at(6000))
    #expect(sightings.lastChange(of: acme, head: nil, now: at(7000)) == nil)
    #expect(sightings.lastChange(of: acme, head: head("3", 6999), now: at(8000)) == at(8000))
    // A server whose clock is ahead does not make us wait for it
    #expect(sightings.lastChange(of: ProviderID("other")!, head: head("1", 9000), now: at(8000)) == at(8000))
  }

  @Test("lists the providers that were added")
  func providers() async throws {
    try await watchfolder.addProvider(ProviderID("zeta")!)
    try await watchfolder.addProvider(acme)
    _ = try await client.put(client.location.prefix + "stranger/data.zip", S3Body(ByteBuffer(string: "zip")))
    #expect(try await watchfolder.providers().map(\.name) == ["acme", "zeta"])
    try await watchfolder.removeProvider(acme)
    try await watchfolder.removeProvider(acme)
    #expect(try await watchfolder.providers().map(\.name) == ["zeta"])
  }

  @Test("gives a hint for every provider, and then for every change")
  func changes() async throws {
    let zeta = ProviderID("zeta")!
    try await watchfolder.addProvider(zeta)
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await hints.next() == acme)
    #expect(await hints.next() == zeta)
    try await put("zip")
    #expect(await hints.next() == acme)
    try await put("new")
    #expect(await hints.next() == acme)
    _ = try await claim()
    #expect(await hints.next() == acme)
  }
}
