import Domain
import Fixtures
import Foundation
import Glibc
import LocalPlatform
import Testing
import Watchfolders

/// What the folder store promises beyond the port: its files, and what crashes and people leave in it.
@Suite("A folder store")
struct FolderObjectStoreTests {
  let folder: TemporaryFolder
  let store: FolderObjectStore

  init() throws {
    folder = try TemporaryFolder()
    store = try FolderObjectStore(folder: folder("store"))
  }

  private func names(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder("store/" + path)).sorted()
  }

  @Test("keeps current objects as plain files under their keys, and nothing else in tmp")
  func layout() async throws {
    let first = try await store.put("acme/a.json", "one")
    try await store.put("acme/a.json", "two")
    #expect(FileManager.default.contents(atPath: folder("store/objects/acme/a.json")) == Data("two".utf8))
    #expect(try names("versions/acme/a.json") == ["@\(first.version)"])
    #expect(try names("tmp") == [])
    let local = try await store.localFile(key("acme/a.json"), version: nil, scratch: "unused")
    #expect(local == folder("store/objects/acme/a.json"))
  }

  @Test("removes folders that become empty")
  func emptyFolders() async throws {
    let one = try await store.put("a/b/c/one", "1")
    try await store.put("a/two", "2")
    try await store.delete(key("a/b/c/one"), version: one.version)
    #expect(try names("objects/a") == ["two"])
    try await store.delete(key("a/two"), version: nil)
    #expect(try names("objects") == [])
    #expect(try names("versions") == ["a"])
    for info in try await store.versions(prefix: "") { try await store.delete(info.key, version: info.version) }
    #expect(try names("versions") == [])
  }

  @Test("makes versions rise even when the clock was set back")
  func clockSetBack() async throws {
    try await store.put("a", "from the future")
    let future = Date(timeIntervalSince1970: 4_000_000_000)
    try FileManager.default.setAttributes([.modificationDate: future], ofItemAtPath: folder("store/objects/a"))
    let second = try await store.put("a", "second")
    let third = try await store.put("a", "third")
    try await store.delete(key("a"), version: nil)
    let fourth = try await store.put("a", "fourth")
    let versions = try await store.versions(prefix: "")
    #expect(versions.map(\.version.id) == [fourth, third, second].map(\.version.id) + ["4000000000000000000"])
  }

  @Test("removes what a crashed process left in tmp, and nothing that is being written")
  func leftovers() throws {
    let (crashed, writing) = (folder("store/tmp/crashed"), folder("store/tmp/writing"))
    try Data("half".utf8).write(to: URL(fileURLWithPath: crashed))
    try Data("half".utf8).write(to: URL(fileURLWithPath: writing))
    let descriptor = open(writing, O_RDONLY)
    defer { close(descriptor) }
    #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
    _ = try FolderObjectStore(folder: folder("store"))
    #expect(try names("tmp") == ["writing"])
  }

  @Test("survives a crash between keeping the old version and replacing it", arguments: ["put", "hide", "remove"])
  func crashInPut(_ next: String) async throws {
    // Given the second name that `put` makes before the rename
    let first = try await store.put("a", "first")
    let kept = folder("store/versions/a")
    try FileManager.default.createDirectory(atPath: kept, withIntermediateDirectories: true)
    #expect(link(folder("store/objects/a"), kept + "/@\(first.version)") == 0)
    // Then it is one version still
    #expect(try await store.versions(prefix: "") == [first])
    #expect(try await store.text("a", version: first.version) == "first")
    // And whatever comes next does what it always does
    switch next {
    case "put":
      let second = try await store.put("a", "second")
      #expect(try await store.versions(prefix: "").map(\.version) == [second.version, first.version])
    case "hide":
      try await store.delete(key("a"), version: nil)
      #expect(try await store.keys() == [])
      #expect(try await store.versions(prefix: "").map(\.version) == [first.version])
    default:
      try await store.delete(key("a"), version: first.version)
      #expect(try await store.versions(prefix: "") == [])
      await expectError(ObjectStoreError.notFound) { _ = try await store.text("a", version: first.version) }
    }
  }

  @Test("does not follow links in its folders")
  func links() async throws {
    let outside = folder("outside")
    try folder.write(Data("secret".utf8), to: "outside/file")
    try FileManager.default.createSymbolicLink(atPath: folder("store/objects/folder"), withDestinationPath: outside)
    try FileManager.default.createSymbolicLink(
      atPath: folder("store/objects/file"), withDestinationPath: outside + "/file")
    await expectError(ObjectStoreError.notFound) { _ = try await store.text("file") }
    await expectError(ObjectStoreError.notFound) { _ = try await store.text("folder/file") }
    await expectError(ObjectStoreError.failed) { try await store.put("folder/new", "text") }
    await expectError(ObjectStoreError.failed) { try await store.put("file", "text") }
    try await store.delete(key("file"), version: nil)
    try await store.delete(key("folder/file"), version: nil)
    #expect(try await store.keys() == [])
    #expect(FileManager.default.contents(atPath: outside + "/file") == Data("secret".utf8))
    #expect(try FileManager.default.contentsOfDirectory(atPath: outside) == ["file"])
  }

  @Test("says so when a key is also the beginning of another", arguments: [("a", "a/b"), ("a/b", "a")])
  func keyIsFolder(_ example: (first: String, second: String)) async throws {
    try await store.put(example.first, "text")
    let error = await expectError(ObjectStoreError.failed) { try await store.put(example.second, "text") }
    #expect(error?.message.contains("cannot be both an object and the beginning of another key") == true)
    #expect(try await store.keys() == [example.first])
  }

  @Test("copies a file that has another name, since someone could still write to it")
  func hardLink() async throws {
    let path = try folder.write(Data("whole".utf8), to: "incoming")
    #expect(link(path, folder("other-name")) == 0)
    try await store.put(key("a"), .takingFile(path))
    #expect(!FileManager.default.fileExists(atPath: path))
    try Data("changed".utf8).write(to: URL(fileURLWithPath: folder("other-name")))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: folder("other-name")))
    try handle.write(contentsOf: Data("CHANGED".utf8))
    try handle.close()
    #expect(try await store.text("a") == "whole")
  }

  @Test("takes no link and no folder for a file")
  func takingOddThings() async throws {
    try folder.write(Data("text".utf8), to: "real/file")
    try FileManager.default.createSymbolicLink(atPath: folder("link"), withDestinationPath: folder("real/file"))
    for name in ["link", "real", "nothing"] {
      await expectError(ObjectStoreError.failed) { try await store.put(key("a"), .takingFile(folder(name))) }
    }
    #expect(try await store.keys() == [])
    #expect(FileManager.default.fileExists(atPath: folder("link")))
  }

  @Test("ignores what people put into its folder")
  func foreignFiles() async throws {
    try await store.put("a", "text")
    try folder.write(Data("x".utf8), to: "store/objects/not a key")
    try folder.write(Data("x".utf8), to: "store/versions/a/notes.txt")
    try folder.write(Data("x".utf8), to: "store/versions/a/@notes")
    #expect(try await store.keys() == ["a"])
    #expect(try await store.versions(prefix: "").count == 1)
  }

  @Test("cannot be opened where a file stands")
  func notAFolder() async throws {
    let path = try folder.write(Data(), to: "file")
    await expectError(ObjectStoreError.failed) { _ = try FolderObjectStore(folder: path) }
  }
}
