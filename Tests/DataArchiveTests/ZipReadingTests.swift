import DataArchive
import Domain
import Fixtures
import Foundation
import Testing

@Suite("Reading zips that are right")
struct ZipReadingTests {
  typealias Item = ZipBuilder.Item

  /// Text that does not fit one block, does not end at the end of one, and packs well.
  static let long = String(repeating: "1,110,1.0,1425941529\n", count: 300_000)

  @Test("reads stored and deflated entries, small, empty and of several blocks", arguments: [true, false])
  func methods(_ stored: Bool) throws {
    let zip = ZipBuilder(
      Item("a.csv", "id\n1\n", stored: stored), Item("empty.csv", "", stored: stored),
      Item("long.csv", Self.long, stored: stored))
    let archive = try archive(zip.build())
    #expect(archive.entries.map(\.name) == ["a.csv", "empty.csv", "long.csv"])
    #expect(archive.entries.map(\.uncompressedBytes) == [5, 0, 6_300_000])
    #expect(
      try archive.contents()
        == ["a.csv": Array("id\n1\n".utf8), "empty.csv": [], "long.csv": Array(Self.long.utf8)])
  }

  @Test("hands out full blocks, so that the blocks of a file are always the same")
  func blocks() throws {
    let archive = try archive(ZipBuilder(Item("long.csv", Self.long)).build())
    var sizes: [Int] = []
    try archive.read(archive.entries[0]) { sizes.append($0.count) }
    #expect(sizes == Array(repeating: 1_048_576, count: 6) + [8_544])
  }

  @Test("leaves folders out, and keeps the folder in the name")
  func folders() throws {
    let archive = try archive(ZipBuilder(Item("export/", "", stored: true), Item("export/a.csv")).build())
    #expect(archive.entries.map(\.name) == ["export/a.csv"])
  }

  @Test("an empty zip has no entries")
  func empty() throws {
    #expect(try archive(ZipBuilder().build()).entries.isEmpty)
  }

  /// What differs between programs that write zips, and is right all the same.
  static let variants: [(String, @Sendable (inout ZipBuilder) -> Void)] = [
    ("a comment of the zip", { $0.comment = Array("made by hand".utf8) }),
    ("the longest comment", { $0.comment = [UInt8](repeating: 0x20, count: 65_535) }),
    ("a comment of an entry", { $0.items[0].comment = Array("PK\u{1}\u{2}".utf8) }),
    ("unknown extra fields", { $0.items[0].localExtra = extraField(0x5455, [1, 2, 3, 4, 5]) }),
    ("an extra field with zero padding", { $0.items[0].centralExtra = extraField(0x5455, [1]) + [0, 0, 0] }),
    (
      "the second name is the same",
      { $0.items[0].centralExtra = extraField(0x7075, [1, 0, 0, 0, 0] + Array("a.csv".utf8)) }
    ),
    ("zip64 sizes and offsets", { for index in $0.items.indices { $0.items[index].isZip64 = true } }),
    ("zip64 end of directory", { $0.isZip64 = true }),
    (
      "zip64 end, with the numbers that fit in the short record too",
      {
        $0.isZip64 = true; $0.shortEntryCount = 2
      }
    ),
    (
      "zip64 everything",
      {
        $0.isZip64 = true; for index in $0.items.indices { $0.items[index].isZip64 = true }
      }
    ),
    ("descriptor of 32 bits with signature", { $0.stream { le(UInt32(0x0807_4B50)) + $0 + le($1) + le($2) } }),
    ("descriptor of 32 bits without signature", { $0.stream { $0 + le($1) + le($2) } }),
    (
      "descriptor of 64 bits with signature",
      { $0.stream { le(UInt32(0x0807_4B50)) + $0 + le(UInt64($1)) + le(UInt64($2)) } }
    ),
    ("descriptor of 64 bits without signature", { $0.stream { $0 + le(UInt64($1)) + le(UInt64($2)) } }),
    ("marked as UTF-8", { $0.items[0].flags = 1 << 11 }),
    ("deflate options in the flags", { $0.items[0].flags = 0b110 }),
    ("Unix mode of a file", { $0.items[0].externalAttributes = 0o100644 << 16 }),
    ("bytes between entries that belong to none", { $0.items[1].gap = [1, 2, 3] }),
  ]

  @Test("reads what programs write in different ways", arguments: variants.indices)
  func readsVariant(_ index: Int) throws {
    var zip = ZipBuilder(Item("a.csv", "alpha,alpha,alpha"), Item("b.csv", "beta", stored: true))
    Self.variants[index].1(&zip)
    let want = ["a.csv": Array("alpha,alpha,alpha".utf8), "b.csv": Array("beta".utf8)]
    #expect(try archive(zip.build()).contents() == want, "\(Self.variants[index].0)")
  }

  @Test(
    "reads names as UTF-8 where they are UTF-8, else by code page 437",
    arguments: [
      (Array("Größe.csv".utf8), UInt16(0), "Größe.csv"), (Array("Größe.csv".utf8), 1 << 11, "Größe.csv"),
      ([0x47, 0x72, 0x94, 0xE1, 0x65], 0, "Größe"), (Array("ab:c.csv".utf8), 0, "ab:c.csv"),
      (Array("..a/b..".utf8), 0, "..a/b.."),
    ] as [([UInt8], UInt16, String)])
  func names(_ bytes: [UInt8], _ flags: UInt16, _ name: String) throws {
    var item = Item("")
    item.name = bytes
    item.flags = flags
    #expect(try archive(ZipBuilder(item).build()).entries.map(\.name) == [name])
  }

  @Test("an archive may be read from several threads at once")
  func threads() async throws {
    let archive = try archive(ZipBuilder(Item("a.csv", Self.long), Item("b.csv", Self.long, stored: true)).build())
    try await withThrowingTaskGroup { group in
      for round in 0..<6 {
        group.addTask {
          let content = try archive.content(of: archive.entries[round % 2])
          #expect(content.count == 6_300_000)
        }
      }
      try await group.waitForAll()
    }
  }

  @Test("what the body throws goes on at once, and the thread has ended")
  func bodyThrows() throws {
    struct Stop: Error {}
    let archive = try archive(ZipBuilder(Item("long.csv", String(repeating: Self.long, count: 5))).build())
    for stopAfter in [1, 2, 9] {
      var blocks = 0
      #expect(throws: Stop.self) {
        try archive.read(archive.entries[0]) { _ in
          blocks += 1
          if blocks == stopAfter { throw Stop() }
        }
      }
      #expect(blocks == stopAfter)
    }
    #expect(try archive.content(of: archive.entries[0]).count == 31_500_000)
  }

  @Test("reads what the zip program writes: deflated, stored, streamed")
  func zipProgram() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(Self.long.utf8), to: "in/ratings.csv")
    try folder.write(Data("x".utf8), to: "in/links.csv")
    // `-fz` forces zip64; `-fd` forces descriptors; a zip written to a pipe has both.
    for options in [["-q"], ["-q", "-0"], ["-q", "-fz"], ["-q", "-fd"], ["-q", "-9", "-z"]] {
      let arguments = options + [folder("data.zip"), "-r", "."]
      guard let status = try run("/usr/bin/zip", arguments, in: folder("in")) else { return }
      #expect(status == 0)
      let contents = try ZipArchive(path: folder("data.zip"), limits: ArchiveLimits()).contents()
      #expect(contents == ["ratings.csv": Array(Self.long.utf8), "links.csv": Array("x".utf8)], "\(options)")
      try FileManager.default.removeItem(atPath: folder("data.zip"))
    }
    guard try run("/bin/sh", ["-c", "zip -q -r - . | cat > ../data.zip"], in: folder("in")) == 0 else { return }
    #expect(try ZipArchive(path: folder("data.zip"), limits: ArchiveLimits()).contents().count == 2)
  }

  @Test("a file that is not there, or is a folder, is our problem and not the provider's")
  func noFile() throws {
    let folder = try TemporaryFolder()
    for path in [folder("missing.zip"), folder.path] {
      let error = #expect(throws: BoxOfficeError.self) { try ZipArchive(path: path, limits: ArchiveLimits()) }
      #expect(error?.code == "file-unreadable")
    }
  }

  @Test("a file that shrinks while it is read is our problem too")
  func shrinking() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(ZipBuilder(Item("a.csv", Self.long, stored: true)).build()), to: "data.zip")
    let archive = try ZipArchive(path: path, limits: ArchiveLimits())
    try FileHandle(forWritingTo: URL(fileURLWithPath: path)).truncate(atOffset: 100_000)
    let error = #expect(throws: BoxOfficeError.self) { try archive.contents() }
    #expect(error?.code == "file-changed")
  }
}

extension ZipBuilder {
  /// Writes the first entry as a program does that cannot go back: sizes and CRC behind the data only.
  mutating func stream(_ descriptor: (_ crc: [UInt8], _ compressed: UInt32, _ uncompressed: UInt32) -> [UInt8]) {
    items[0].flags |= 1 << 3
    items[0].localCRC = 0
    items[0].localCompressed = 0
    items[0].localUncompressed = 0
    items[0].descriptor = descriptor(
      le(items[0].trueCRC), UInt32(items[0].packedBytes.count), UInt32(items[0].content.count))
  }
}
