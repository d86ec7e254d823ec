import Domain
import Fixtures
import Foundation
import Glibc
import LocalPlatform
import Testing
import Watchfolders

/// Each test waits for the hint itself; one that never comes fails by the time limit.
@Suite("Hints of changes in a watchfolder", .timeLimit(.minutes(1)))
struct FolderChangesTests {
  let folder: TemporaryFolder
  let watchfolder: FolderWatchfolder
  let acme = ProviderID("acme")!
  let zeta = ProviderID("zeta")!

  init() throws {
    folder = try TemporaryFolder()
    watchfolder = try FolderWatchfolder(folder: folder("in"))
    try watchfolder.addProvider(acme)
    try watchfolder.addProvider(zeta)
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (String) throws -> Void
  }

  static let changes = [
    Change(testDescription: "written") { try Data("zip".utf8).write(to: URL(fileURLWithPath: $0)) },
    Change(testDescription: "renamed into place") { path in
      try Data("zip".utf8).write(to: URL(fileURLWithPath: path + ".part"))
      rename(path + ".part", path)
    },
    Change(testDescription: "linked") { path in
      try Data("zip".utf8).write(to: URL(fileURLWithPath: path + ".part"))
      link(path + ".part", path)
    },
  ]

  @Test("come for an upload that is", arguments: changes)
  func upload(_ change: Change) async throws {
    var hints = watchfolder.changes().makeAsyncIterator()
    // The first hints say which folders are watched.
    #expect(await hints.next() == acme)
    #expect(await hints.next() == zeta)
    try change.make(folder("in/zeta/data.zip"))
    #expect(await hints.next() == zeta)
    #expect(try await watchfolder.upload(of: zeta)?.bytes == 3)
  }

  @Test("come for an upload that goes on, and for one that goes away")
  func goesOn() async throws {
    let path = folder("in/zeta/data.zip")
    try Data("zip".utf8).write(to: URL(fileURLWithPath: path))
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await [hints.next(), hints.next()] == [acme, zeta])
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.write(contentsOf: Data("more".utf8))
    #expect(await hints.next() == zeta)
    try handle.close()
    #expect(await hints.next() == zeta)
    try FileManager.default.removeItem(atPath: path)
    #expect(await hints.next() == zeta)
  }

  @Test("come for the folder of a new provider, and for uploads to it")
  func newProvider() async throws {
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await [hints.next(), hints.next()] == [acme, zeta])
    let late = ProviderID("late")!
    try watchfolder.addProvider(late)
    #expect(await hints.next() == late)
    try folder.write(Data("zip".utf8), to: "in/late/data.zip")
    #expect(await hints.next() == late)
  }

  @Test("come for a folder that was moved away and made again")
  func replacedFolder() async throws {
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await [hints.next(), hints.next()] == [acme, zeta])
    #expect(rename(folder("in/zeta"), folder("old")) == 0)
    #expect(await hints.next() == zeta)
    try watchfolder.addProvider(zeta)
    #expect(await hints.next() == zeta)
    try folder.write(Data("zip".utf8), to: "in/zeta/data.zip")
    #expect(await hints.next() == zeta)
    // What happens in the folder that was moved away is nobody's any more: the next hint is the other provider's.
    try folder.write(Data("zip".utf8), to: "old/data.zip")
    try folder.write(Data("zip".utf8), to: "in/acme/data.zip")
    #expect(await hints.next() == acme)
    #expect(rename(folder("in/acme"), folder("older")) == 0)
    #expect(await hints.next() == acme)
  }

  @Test("do not come for anything else")
  func junk() async throws {
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await [hints.next(), hints.next()] == [acme, zeta])
    for number in 0..<1000 { try folder.write(Data("x".utf8), to: "in/acme/junk-\(number)") }
    try folder.write(Data("x".utf8), to: "in/acme/notifications/data.zip")
    try folder.write(Data("x".utf8), to: "in/a-file.txt")
    try folder.write(Data("zip".utf8), to: "in/zeta/data.zip")
    #expect(await hints.next() == zeta)
  }

  @Test("end with the task that waits for them, and every stream has its own")
  func ends() async throws {
    let waiting = Task { [watchfolder] in
      for await _ in watchfolder.changes() {}
    }
    var hints = watchfolder.changes().makeAsyncIterator()
    #expect(await [hints.next(), hints.next()] == [acme, zeta])
    waiting.cancel()
    await waiting.value
    try folder.write(Data("zip".utf8), to: "in/acme/data.zip")
    #expect(await hints.next() == acme)
  }
}
