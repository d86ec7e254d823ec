import DataArchive
import Domain
import Fixtures
import Foundation
import Testing

@Suite("Keeping entries as gzip files")
struct GzipTests {
  typealias Item = ZipBuilder.Item

  private func content(_ path: String) throws -> [UInt8] {
    var content: [UInt8] = []
    try GzipFile(path: path).read { content.append(contentsOf: $0) }
    return content
  }

  /// Around the 65,535 bytes of a stored deflate block and the 1 MiB of a block of ours.
  static let sizes = [0, 1, 15, 65_534, 65_535, 65_536, 1_048_575, 1_048_576, 1_048_577, 6_300_000]

  @Test("a copied entry reads back as it was, by us and by gzip", arguments: sizes, [true, false])
  func copies(_ size: Int, stored: Bool) throws {
    let text = String(ZipReadingTests.long.utf8.prefix(size))!
    let folder = try TemporaryFolder()
    let archive = try archive(ZipBuilder(Item("other.csv"), Item("a.csv", text, stored: stored)).build())
    try archive.copyAsGzip(archive.entries[1], to: folder("a.csv.gz"))
    #expect(try content(folder("a.csv.gz")) == Array(text.utf8))
    if let status = try run("/bin/gzip", ["-t", "a.csv.gz"], in: folder.path) { #expect(status == 0) }
  }

  @Test("the deflate stream is copied, and the bytes depend on it alone")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let item = Item("a.csv", "one,one,one,one\n")
    let first = try archive(ZipBuilder(item).build())
    let second = try archive(ZipBuilder(Item("x.csv"), item).build())
    try first.copyAsGzip(first.entries[0], to: folder("1.gz"))
    try folder.write(Data("an older, longer file that must not shine through at the end".utf8), to: "2.gz")
    try second.copyAsGzip(second.entries[1], to: folder("2.gz"))
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("1.gz")))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("2.gz"))) == bytes)
    #expect(
      Array(bytes) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255] + item.packedBytes + le(item.trueCRC)
        + le(UInt32(item.content.count)))
  }

  @Test("reads what the gzip program writes: with a name, and several members in a row")
  func gzipProgram() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(ZipReadingTests.long.utf8), to: "a.csv")
    try folder.write(Data("tail".utf8), to: "b.csv")
    guard try run("/bin/gzip", ["-k", "a.csv", "b.csv"], in: folder.path) == 0 else { return }
    #expect(try content(folder("a.csv.gz")) == Array(ZipReadingTests.long.utf8))
    let both =
      try Data(contentsOf: URL(fileURLWithPath: folder("a.csv.gz")))
      + Data(contentsOf: URL(fileURLWithPath: folder("b.csv.gz")))
    try folder.write(both, to: "both.gz")
    #expect(try content(folder("both.gz")) == Array(ZipReadingTests.long.utf8) + Array("tail".utf8))
  }

  @Test("reads a header with all optional fields")
  func fullHeader() throws {
    let folder = try TemporaryFolder()
    let item = Item("a.csv")
    let header: [UInt8] =
      [0x1F, 0x8B, 8, 0b11110, 1, 2, 3, 4, 2, 3] + le(UInt16(3)) + [9, 9, 9] + Array("name\u{0}".utf8)
      + Array(repeating: 0x63, count: 300) + [0, 7, 7]
    let path = try folder.write(
      Data(header + item.packedBytes + le(item.trueCRC) + le(UInt32(item.content.count))), to: "a.gz")
    #expect(try content(path) == item.content)
  }

  @Test("cut short anywhere, or with any byte changed that matters, it is damaged")
  func damage() throws {
    let folder = try TemporaryFolder()
    let archive = try archive(ZipBuilder(Item("a.csv", "one,two,one,two,one\n")).build())
    let original = folder("a.gz")
    try archive.copyAsGzip(archive.entries[0], to: original)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: original))
    func expectDamage(_ changed: Data, unlessSame: Bool = false, _ what: String) throws {
      let path = try folder.write(changed, to: "changed.gz")
      do {
        let isSame = try content(path) == Array("one,two,one,two,one\n".utf8)
        #expect(unlessSame && isSame, "\(what) was read")
      } catch let error as BoxOfficeError {
        #expect(error.code == GzipFile.damageCode)
        #expect(error.message.contains(path))
      }
    }
    for count in 0..<bytes.count { try expectDamage(bytes.prefix(count), "cut at \(count)") }
    for at in bytes.indices {  // time, level and system say nothing; the stream may have bits that say nothing
      var changed = bytes
      changed[at] ^= 0x80
      try expectDamage(changed, unlessSame: at >= 4 && at < bytes.count - 8, "byte \(at)")
    }
    try expectDamage(bytes + Data([0]), "a byte behind it")
    try expectDamage(bytes + Data("not a gzip member at all".utf8), "text behind it")
  }

  @Test("a file that cannot be written is our problem, and nothing is left of it")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    let archive = try archive(ZipBuilder(Item("a.csv")).build())
    let error = #expect(throws: BoxOfficeError.self) {
      try archive.copyAsGzip(archive.entries[0], to: folder("no/such/folder/a.gz"))
    }
    #expect(error?.code == "file-unwritable")
  }

  @Test("what the body throws goes on at once")
  func bodyThrows() throws {
    struct Stop: Error {}
    let folder = try TemporaryFolder()
    let archive = try archive(ZipBuilder(Item("a.csv", ZipReadingTests.long)).build())
    try archive.copyAsGzip(archive.entries[0], to: folder("a.gz"))
    #expect(throws: Stop.self) { try GzipFile(path: folder("a.gz")).read { _ in throw Stop() } }
  }
}
