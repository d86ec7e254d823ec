import Domain
import Fixtures
import Foundation
import Glibc
import LocalPlatform
import Testing
import Watchfolders

@Suite("A folder as watchfolder")
struct FolderWatchfolderTests {
  let folder: TemporaryFolder
  let watchfolder: FolderWatchfolder
  let acme = ProviderID("acme")!

  init() throws {
    folder = try TemporaryFolder()
    watchfolder = try FolderWatchfolder(folder: folder("in"))
    try watchfolder.addProvider(acme)
  }

  private var path: String { folder("in/acme/data.zip") }

  private func file(_ claim: ClaimedUpload) async throws -> String {
    try await watchfolder.localFile(of: claim, scratch: folder.path)
  }

  private func text(_ claim: ClaimedUpload) async throws -> String? {
    FileManager.default.contents(atPath: try await file(claim)).map { String(decoding: $0, as: UTF8.self) }
  }

  private func put(_ text: String, as name: String = "data.zip") throws {
    try folder.write(Data(text.utf8), to: "in/acme/\(name)")
  }

  @Test("holds nothing claimed once its bytes were taken over, and releasing it is no error")
  func takenOver() async throws {
    try put("zip")
    let upload = try #require(try await watchfolder.upload(of: acme))
    let claim = try #require(try await watchfolder.claim(upload))
    try FileManager.default.removeItem(atPath: try await file(claim))
    #expect(try await watchfolder.claims(of: acme) == [])
    try await watchfolder.release(claim)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (String) throws -> Void
  }

  static let changes = [
    Change(testDescription: "replaced by rename") { path in
      try Data("new".utf8).write(to: URL(fileURLWithPath: path + ".part"))
      rename(path + ".part", path)
    },
    Change(testDescription: "overwritten with as many bytes") { path in
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.write(contentsOf: Data("new".utf8))
      try handle.close()
    },
    Change(testDescription: "overwritten, and given the old time back") { path in
      let old = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.write(contentsOf: Data("new".utf8))
      try handle.close()
      try FileManager.default.setAttributes([.modificationDate: old!], ofItemAtPath: path)
    },
    Change(testDescription: "appended to") { path in
      let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("new".utf8))
      try handle.close()
    },
    Change(testDescription: "removed and written again") { path in
      try FileManager.default.removeItem(atPath: path)
      try Data("new".utf8).write(to: URL(fileURLWithPath: path))
    },
  ]

  @Test("does not claim what was changed since it was looked at", arguments: changes)
  func changed(_ change: Change) async throws {
    try put("old")
    let upload = try #require(try await watchfolder.upload(of: acme))
    try change.make(path)
    let after = FileManager.default.contents(atPath: path)
    #expect(try await watchfolder.claim(upload) == nil)
    #expect(FileManager.default.contents(atPath: path) == after)
    #expect(try await watchfolder.claims(of: acme) == [])
    let changed = try #require(try await watchfolder.upload(of: acme))
    #expect(changed.fingerprint != upload.fingerprint)
    #expect(try await watchfolder.claim(changed) != nil)
  }

  @Test("reckons an upload with an old file time from when it came")
  func oldFileTime() async throws {
    // Given a copy that keeps the time of its original, as cp -p, unzip and rsync make it
    try put("zip")
    let old = Date(timeIntervalSince1970: 1_000_000_000)
    let start = Int64(Date().timeIntervalSince1970 * 1000) - 10
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
    let upload = try #require(try await watchfolder.upload(of: acme))
    #expect(upload.lastChange.millisecondsSinceEpoch >= start)
  }

  @Test("does not wait for a file time that is in the future")
  func futureFileTime() async throws {
    try put("zip")
    let future = Date(timeIntervalSinceNow: 1_000_000)
    try FileManager.default.setAttributes([.modificationDate: future], ofItemAtPath: path)
    let upload = try #require(try await watchfolder.upload(of: acme))
    #expect(upload.lastChange.millisecondsSinceEpoch <= Int64(Date().timeIntervalSince1970 * 1000) + 10)
  }

  @Test("takes a rename into place for a change")
  func renamed() async throws {
    try put("zip", as: "other.zip")
    try put("zip")
    let before = try #require(try await watchfolder.upload(of: acme))
    #expect(rename(folder("in/acme/other.zip"), path) == 0)
    let after = try #require(try await watchfolder.upload(of: acme))
    #expect(after.fingerprint != before.fingerprint)
    #expect(after.lastChange >= before.lastChange)
  }

  @Test("sees that an upload is still being written, and leaves it", .enabled(if: Leases.work, "no file leases here"))
  func beingWritten() async throws {
    try put("first half")
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    let upload = try #require(try await watchfolder.upload(of: acme))
    #expect(upload.isBeingWritten)
    #expect(try await watchfolder.claim(upload) == nil)
    #expect(FileManager.default.fileExists(atPath: path))
    try handle.close()
    let done = try #require(try await watchfolder.upload(of: acme))
    #expect(!done.isBeingWritten)
    #expect(try await watchfolder.claim(done) != nil)
  }

  @Test("keeps a claim as it is when the upload has another name")
  func hardLink() async throws {
    try put("zip", as: "january.zip")
    #expect(link(folder("in/acme/january.zip"), path) == 0)
    let upload = try #require(try await watchfolder.upload(of: acme))
    let claim = try #require(try await watchfolder.claim(upload))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("in/acme/january.zip")))
    try handle.write(contentsOf: Data("ZIP".utf8))
    try handle.close()
    #expect(try await text(claim) == "zip")
    #expect(try await watchfolder.claims(of: acme) == [claim])
  }

  @Test("refuses what is no file, by name", arguments: ["a folder", "a symbolic link", "a pipe, a socket or a device"])
  func oddThings(_ what: String) async throws {
    try put("zip", as: "real.zip")
    switch what {
    case "a folder": try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    case "a symbolic link":
      try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder("in/acme/real.zip"))
    default: #expect(mkfifo(path, 0o600) == 0)
    }
    do {
      _ = try await watchfolder.upload(of: acme)
      Issue.record("\(what) was taken for an upload")
    } catch let error as BoxOfficeError {
      #expect(error.code == "upload-not-a-file")
      #expect(error.message == "\(path) is \(what) and is not taken; remove it and put the zip file itself there")
    }
  }

  @Test("claims nothing through a link in place of its own folder")
  func linkedClaims() async throws {
    try FileManager.default.createDirectory(atPath: folder("elsewhere"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder("in/acme/.taken"), withDestinationPath: folder("elsewhere"))
    try put("zip")
    let upload = try #require(try await watchfolder.upload(of: acme))
    await #expect(throws: BoxOfficeError.self) { _ = try await watchfolder.claim(upload) }
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("elsewhere")) == [])
  }

  @Test("leaves everything else alone")
  func junk() async throws {
    for number in 0..<1000 { try put("junk", as: "junk-\(number).zip") }
    for name in ["DATA.ZIP", "data.zip.part", ".data.zip", "data.zip ", "notifications/data.zip", ".taken/notes.txt"] {
      try put("junk", as: name)
    }
    #expect(try await watchfolder.upload(of: acme) == nil)
    #expect(try await watchfolder.claims(of: acme) == [])
    try put("zip")
    let upload = try #require(try await watchfolder.upload(of: acme))
    let claim = try #require(try await watchfolder.claim(upload))
    #expect(try await watchfolder.claims(of: acme) == [claim])
    // 1,000 junk files, the five odd names, `notifications` and `.taken` are as they were.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("in/acme")).count == 1006)
  }

  @Test("lists the providers that have a folder")
  func providers() throws {
    try watchfolder.addProvider(ProviderID("zeta")!)
    try watchfolder.addProvider(acme)
    try folder.write(Data(), to: "in/a-file")
    try folder.write(Data(), to: "in/Not a provider/data.zip")
    #expect(try watchfolder.providers().map(\.name) == ["acme", "zeta"])
  }

  @Test("removes a provider's folder with all that is in it, follows no link out of it, and touches no other")
  func removal() async throws {
    // Given an upload, a claim, reports, and a link to somebody else's folder
    let other = ProviderID("acme-2")!
    try watchfolder.addProvider(other)
    try folder.write(Data("other".utf8), to: "in/acme-2/data.zip")
    try put("one")
    let upload = try #require(try await watchfolder.upload(of: acme))
    #expect(try await watchfolder.claim(upload) != nil)
    try put("two")
    try put("report", as: "reports/abc/report.html")
    try FileManager.default.createSymbolicLink(
      atPath: folder("in/acme/link"), withDestinationPath: folder("in/acme-2"))
    // When it is removed, twice
    for _ in 1...2 { try watchfolder.removeProvider(acme) }
    // Then only the other one is left.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("in")) == ["acme-2"])
    #expect(FileManager.default.contents(atPath: folder("in/acme-2/data.zip")) == Data("other".utf8))
    #expect(try await watchfolder.claims(of: acme) == [])
    // And it can be added again.
    try watchfolder.addProvider(acme)
    #expect(try await watchfolder.upload(of: acme) == nil)
  }

  @Test("empties a folder that the operator has linked to, and removes the link")
  func removalOfLink() async throws {
    try folder.write(Data("zip".utf8), to: "disk/data.zip")
    try FileManager.default.createSymbolicLink(atPath: folder("in/linked"), withDestinationPath: folder("disk"))
    let linked = ProviderID("linked")!
    #expect(try await watchfolder.upload(of: linked)?.bytes == 3)
    try watchfolder.removeProvider(linked)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("disk")).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("in")) == ["acme"])
  }
}
