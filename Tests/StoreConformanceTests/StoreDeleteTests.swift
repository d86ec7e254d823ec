import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("Deleting from an object store")
struct StoreDeleteTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("without a version hides the key and keeps its history", arguments: StoreUnderTest.all)
  func hide(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let first = try await store.put("a/b", "first")
    let second = try await store.put("a/b", "second")
    try await store.delete(key("a/b"), version: nil)
    #expect(try await store.keys() == [])
    #expect(try await store.data(key("a/b")) == nil)
    #expect(try await store.text("a/b", version: second.version) == "second")
    let history = try await store.versions(prefix: "")
    #expect(history.map(\.version) == [second.version, first.version])
    #expect(history.map(\.isCurrent) == [false, false])
  }

  @Test("and putting again goes on with the same history", arguments: StoreUnderTest.all)
  func putAgain(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let first = try await store.put("a", "first")
    try await store.delete(key("a"), version: nil)
    let second = try await store.put("a", "second")
    #expect(try await store.text("a") == "second")
    #expect(try await store.versions(prefix: "").map(\.version) == [second.version, first.version])
  }

  @Test("with a version removes that one for ever", arguments: StoreUnderTest.all)
  func forEver(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let first = try await store.put("a", "first")
    let second = try await store.put("a", "second")
    try await store.delete(key("a"), version: first.version)
    await expectError(ObjectStoreError.notFound) { _ = try await store.text("a", version: first.version) }
    #expect(try await store.versions(prefix: "").map(\.version) == [second.version])
    #expect(try await store.text("a") == "second")
  }

  @Test("the current version brings no older one back", arguments: StoreUnderTest.all)
  func currentVersion(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let first = try await store.put("a", "first")
    let second = try await store.put("a", "second")
    try await store.delete(key("a"), version: second.version)
    #expect(try await store.keys() == [])
    #expect(try await store.text("a", version: first.version) == "first")
    #expect(try await store.versions(prefix: "").map(\.version) == [first.version])
    try await store.delete(key("a"), version: first.version)
    #expect(try await store.versions(prefix: "") == [])
  }

  @Test("what is not there is no error", arguments: StoreUnderTest.all)
  func nothing(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let info = try await store.put("a/b/c", "text")
    for name in ["x", "a", "a/b", "a/b/c/d"] {
      try await store.delete(key(name), version: nil)
      try await store.delete(key(name), version: info.version)
    }
    #expect(try await store.text("a/b/c") == "text")
    try await store.delete(key("a/b/c"), version: info.version)
    try await store.delete(key("a/b/c"), version: info.version)
    try await store.delete(key("a/b/c"), version: nil)
    #expect(try await store.versions(prefix: "") == [])
  }
}
