import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

@Suite("A folder store on a full disk")
struct FullDiskTests {
  @Test(
    "refuses, says what to do, and keeps what it had",
    .enabled(if: SmallDisk.isAvailable, "mounting a small tmpfs needs root"))
  func full() async throws {
    // Given a disk of 64 kB with an object on it
    let folder = try TemporaryFolder()
    let disk = try SmallDisk(at: folder("disk"), kilobytes: 64)
    defer { disk.unmount() }
    let store = try FolderObjectStore(folder: folder("disk/store"))
    try await store.put("acme/a", "old")

    // When an object is put that does not fit, from memory or as a file of another disk
    let large = pattern(200_000)
    let path = try folder.write(large, to: "incoming")
    for content in [ObjectContent.data(large), .takingFile(path)] {
      let error = await expectError(ObjectStoreError.failed) { try await store.put(key("acme/a"), content) }
      // Then the error says where, and what to do
      #expect(error?.message.contains("could not store acme/a in \(folder("disk/store"))") == true)
      #expect(error?.message.contains("free some space") == true)
    }

    // And the old object is there, the file still is where it was, and nothing was left behind
    #expect(try await store.text("acme/a") == "old")
    #expect(try await store.versions(prefix: "").count == 1)
    #expect(FileManager.default.contents(atPath: path) == large)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("disk/store/tmp")) == [])
    try await store.put("acme/a", "new")
    #expect(try await store.text("acme/a") == "new")
  }

  @Test(
    "takes a file of another disk by copying it",
    .enabled(if: SmallDisk.isAvailable, "mounting a small tmpfs needs root"))
  func otherDisk() async throws {
    let folder = try TemporaryFolder()
    let disk = try SmallDisk(at: folder("disk"), kilobytes: 1024)
    defer { disk.unmount() }
    let store = try FolderObjectStore(folder: folder("disk/store"))
    let content = pattern(300_000)
    let path = try folder.write(content, to: "incoming")
    try await store.put(key("a"), .takingFile(path))
    #expect(try await store.data(key("a")) == content)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}

@Suite("A store on S3 with a full scratch disk", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct FullScratchTests {
  @Test(
    "says what to do, and leaves nothing there",
    .enabled(if: SmallDisk.isAvailable, "mounting a small tmpfs needs root"))
  func full() async throws {
    let folder = try TemporaryFolder()
    let disk = try SmallDisk(at: folder("disk"), kilobytes: 64)
    defer { disk.unmount() }
    let store = try await StoreUnderTest.s3.open(folder)
    try await store.put(key("a"), .data(pattern(200_000)))
    let error = await expectError(ObjectStoreError.failed) {
      _ = try await store.localFile(key("a"), version: nil, scratch: folder("disk"))
    }
    #expect(error?.message.contains("free some space") == true)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("disk")) == [])
  }
}
