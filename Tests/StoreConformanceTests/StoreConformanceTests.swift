import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

/// What every `ObjectStore` promises on its port.
@Suite("An object store")
struct StoreConformanceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("gives back what was put, to every instance", arguments: StoreUnderTest.all)
  func putAndRead(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let info = try await store.put("acme/a.json", "one")
    let other = try await engine.open(folder)
    #expect(try await other.text("acme/a.json") == "one")
    #expect(try await other.list(prefix: "") == [info])
    #expect(info.bytes == 3)
    #expect(info.isCurrent)
  }

  @Test("keeps an empty object", arguments: StoreUnderTest.all)
  func empty(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    try await store.put("a", "")
    #expect(try await store.text("a") == "")
    #expect(try await store.list(prefix: "").map(\.bytes) == [0])
  }

  @Test("keeps older versions readable, newest first", arguments: StoreUnderTest.all)
  func versions(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let infos = [
      try await store.put("a", "one"), try await store.put("a", "two"), try await store.put("a", "three"),
    ]
    #expect(Set(infos.map(\.version)).count == 3)
    #expect(try await store.text("a") == "three")
    for (info, text) in zip(infos, ["one", "two", "three"]) {
      #expect(try await store.text("a", version: info.version) == text)
    }
    let listed = try await store.versions(prefix: "")
    #expect(listed.map(\.version) == infos.reversed().map(\.version))
    #expect(listed.map(\.isCurrent) == [true, false, false])
    #expect(listed.map(\.bytes) == [5, 3, 3])
    #expect(try await store.list(prefix: "").map(\.version) == [infos[2].version])
  }

  @Test("goes on reading the version it began with", arguments: StoreUnderTest.all)
  func readWhileWritten(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let content = pattern(3 << 20)
    let info = try await store.put(key("a"), .data(content))
    try await store.put("a", "new")
    var read = Data()
    try await store.read(key("a"), version: info.version, range: nil) { read.append(contentsOf: $0) }
    #expect(read == content)
  }

  @Test("takes a file over, which is gone afterwards", arguments: StoreUnderTest.all)
  func takingFile(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let content = pattern((2 << 20) + 7)
    let path = try folder.write(content, to: "incoming/file")
    let info = try await store.put(key("acme/file"), .takingFile(path))
    #expect(info.bytes == Int64(content.count))
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try await store.data(key("acme/file")) == content)
  }

  @Test("leaves the file where it is when the condition does not hold", arguments: StoreUnderTest.all)
  func refusedFile(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    try await store.put("a", "there")
    let path = try folder.write(Data("new".utf8), to: "incoming")
    await expectError(ObjectStoreError.preconditionFailed) {
      try await store.put(key("a"), .takingFile(path), if: .absent)
    }
    #expect(FileManager.default.contents(atPath: path) == Data("new".utf8))
    #expect(try await store.text("a") == "there")
    #expect(try await store.versions(prefix: "").count == 1)
  }

  @Test("hands out a local file with the object's bytes", arguments: StoreUnderTest.all)
  func localFile(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let old = try await store.put("acme/a", "old")
    try await store.put("acme/a", "new")
    let scratch = folder("scratch")
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    let current = try await store.localFile(key("acme/a"), version: nil, scratch: scratch)
    let older = try await store.localFile(key("acme/a"), version: old.version, scratch: scratch)
    #expect(FileManager.default.contents(atPath: current) == Data("new".utf8))
    #expect(FileManager.default.contents(atPath: older) == Data("old".utf8))
  }

  @Test("says that there is no such object", arguments: StoreUnderTest.all)
  func notFound(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let info = try await store.put("a", "text")
    let forged = ["", "0", "../../a", "@1", "-1", "+1", "1.0", "\(info.version.id)0"].map(ObjectVersion.init)
    for version in forged {
      await expectError(ObjectStoreError.notFound) { _ = try await store.text("a", version: version) }
      try await store.delete(key("a"), version: version)
    }
    await expectError(ObjectStoreError.notFound) { _ = try await store.text("b") }
    await expectError(ObjectStoreError.notFound) { _ = try await store.text("b", version: info.version) }
    await expectError(ObjectStoreError.notFound) {
      _ = try await store.localFile(key("b"), version: nil, scratch: folder.path)
    }
    #expect(try await store.data(key("b")) == nil)
    #expect(try await store.text("a") == "text")
  }

  struct RangeCase: Sendable, CustomTestStringConvertible {
    let range: Range<Int64>
    let expected: String
    let testDescription: String
  }

  @Test(
    "reads a range, cut at the end",
    arguments: StoreUnderTest.all,
    [
      RangeCase(range: 0..<10, expected: "0123456789", testDescription: "all of it"),
      RangeCase(range: 3..<6, expected: "345", testDescription: "the middle"),
      RangeCase(range: 9..<10, expected: "9", testDescription: "the last byte"),
      RangeCase(range: 8..<100, expected: "89", testDescription: "over the end"),
      RangeCase(range: 10..<20, expected: "", testDescription: "beyond the end"),
      RangeCase(range: 4..<4, expected: "", testDescription: "nothing"),
    ])
  func ranges(_ engine: StoreUnderTest, _ example: RangeCase) async throws {
    let store = try await engine.open(folder)
    try await store.put("a", "0123456789")
    #expect(try await store.text("a", range: example.range) == example.expected)
  }

  @Test("hands over large objects in order, in pieces of at most 1 MiB", arguments: StoreUnderTest.all)
  func pieces(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let content = pattern((5 << 20) + 12_345)
    try await store.put(key("a"), .data(content))
    for range in [nil, 1..<Int64(content.count), 1_048_575..<3_145_729] as [Range<Int64>?] {
      var read = Data()
      var largest = 0
      try await store.read(key("a"), version: nil, range: range) { piece in
        largest = max(largest, piece.count)
        read.append(contentsOf: piece)
      }
      let expected = range.map { content[Int($0.lowerBound)..<Int($0.upperBound)] } ?? content[...]
      #expect(read == Data(expected))
      #expect((1...(1 << 20)).contains(largest))
    }
  }

  @Test("passes on what the reader throws", arguments: StoreUnderTest.all)
  func readerThrows(_ engine: StoreUnderTest) async throws {
    struct Stop: Error {}
    let store = try await engine.open(folder)
    try await store.put("a", "text")
    await #expect(throws: Stop.self) {
      try await store.read(key("a"), version: nil, range: nil) { _ in throw Stop() }
    }
  }

  @Test("lists by the bytes of the whole key", arguments: StoreUnderTest.allWithWholePages)
  func order(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    // `-` and `.` come before `/`, capitals before small letters: an order by folders would differ.
    let names = ["Z", "a-b/c", "a.b", "a/B", "a/b/c", "a/b/d", "a/bc", "a0", "b"]
    for name in names.reversed() { try await store.put(name, name) }
    #expect(try await store.keys() == names)
    #expect(try await store.versions(prefix: "").map(\.key.name) == names)
  }

  @Test(
    "lists what starts with a prefix",
    arguments: StoreUnderTest.all,
    [
      ("a/", ["a/b/c", "a/bc"]), ("a/b", ["a/b/c", "a/bc"]), ("a/b/", ["a/b/c"]), ("a/b/c", ["a/b/c"]),
      ("a/b/c/", []), ("aa", ["aa"]), ("a", ["a/b/c", "a/bc", "aa"]), ("x", []), ("/", []), ("../", []), ("a//", []),
      ("é", []),
    ])
  func prefixes(_ engine: StoreUnderTest, _ example: (prefix: String, keys: [String])) async throws {
    let store = try await engine.open(folder)
    for name in ["a/b/c", "a/bc", "aa"] {
      try await store.put(name, "old")
      try await store.put(name, "new")
    }
    #expect(try await store.keys(example.prefix) == example.keys)
    let expected = example.keys.flatMap { [$0, $0] }
    #expect(try await store.versions(prefix: example.prefix).map(\.key.name) == expected)
  }

  @Test(
    "has no key that could leave its place",
    arguments: [
      "", "/", "a/", "/a", "a//b", ".", "..", "a/../b", "a/.", "a b", "a\\b", "a\u{0}", "é", "a:b", "a@b", "a~",
      String(repeating: "a", count: 201), String(repeating: "ab/", count: 334) + "a",
    ])
  func badKeys(_ name: String) {
    #expect(ObjectKey(name) == nil)
  }

  @Test("has keys of the documented form", arguments: ["a", "A/b.c/d_e-f", "...", String(repeating: "a", count: 200)])
  func goodKeys(_ name: String) {
    #expect(ObjectKey(name)?.name == name)
  }
}
