import Domain
import Fixtures
import Foundation
import Testing

@testable import DataArchive

@Suite("The zip writer")
struct ZipWriterTests {
  /// What is put into a zip.
  struct Item: Sendable {
    let name: String
    let bytes: [UInt8]
    var method = ZipWriter.Method.deflated
    var limit = Int64.max
  }

  /// Nothing, a little, more than a block of the ring, bytes that do not shrink.
  static let items = [
    Item(name: "empty.csv", bytes: []),
    Item(name: "Ørsted.csv", bytes: Array("a,b\n1,2\n".utf8), limit: 8),
    Item(name: "long.csv", bytes: (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 / 7 % 251) }, limit: 3_000_000),
    Item(name: "stored.bin", bytes: [UInt8](repeating: 9, count: 70_000), method: .stored),
    Item(name: "noise.bin", bytes: noise(200_000), limit: 200_000),
  ]

  private static func noise(_ count: Int) -> [UInt8] {
    var state: UInt32 = 1
    return (0..<count).map { _ in
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(state >> 24)
    }
  }

  private func write(
    _ items: [Item], to path: String, zip64Threshold: UInt64 = UInt64(UInt32.max), pieceBytes: Int = 1 << 30
  ) throws {
    let zip = try ZipWriter(path: path, zip64Threshold: zip64Threshold)
    for item in items {
      try zip.begin(item.name, method: item.method, atMost: item.limit)
      for start in stride(from: 0, to: item.bytes.count, by: pieceBytes) {
        try zip.write(Array(item.bytes[start...].prefix(pieceBytes)))
      }
    }
    try zip.finish()
  }

  @Test(
    "writes what the reader and unzip read, in 32 and in 64 bits",
    arguments: [
      UInt64(UInt32.max),  // as it is used: zip64 only for entries that may be long
      1,  // zip64 for every size and offset
      100_000,  // zip64 for some sizes, and for the later offsets
      2_000_000_000,  // zip64 for the sizes without a limit only
    ])
  func readsBack(threshold: UInt64) throws {
    let folder = try TemporaryFolder()
    let path = folder("data.zip")
    // when
    try write(Self.items, to: path, zip64Threshold: threshold)
    // then
    let archive = try ZipArchive(path: path, limits: ArchiveLimits())
    #expect(archive.entries.map(\.name) == Self.items.map(\.name))
    for (entry, item) in zip(archive.entries, Self.items) {
      var bytes: [UInt8] = []
      try archive.read(entry) { bytes.append(contentsOf: $0) }
      #expect(bytes == item.bytes, "\(item.name)")
      #expect(entry.uncompressedBytes == Int64(item.bytes.count))
      if item.bytes.count < 100_000 { #expect(entry.crc32 == FixtureZip.crc32(Data(item.bytes)), "slow beyond that") }
    }
    try UnzipProgram.test(path)
  }

  @Test("writes zip64 records only where they are needed")
  func zip64OnlyWhereNeeded() throws {
    let folder = try TemporaryFolder()
    let item = Item(name: "a.csv", bytes: Array("a\n1\n".utf8), limit: 4)
    try write([item], to: folder("small.zip"))
    try write([item], to: folder("forced.zip"), zip64Threshold: 1)
    let (small, forced) = try (
      Data(contentsOf: URL(fileURLWithPath: folder("small.zip"))),
      Data(contentsOf: URL(fileURLWithPath: folder("forced.zip")))
    )
    let zip64End = Data([0x50, 0x4B, 0x06, 0x06])
    #expect(small.range(of: zip64End) == nil)
    #expect(forced.range(of: zip64End) != nil)
    #expect(small[4] == 20 && forced[4] == 45, "the version that is needed to read it")
  }

  @Test("writes the same bytes whatever the pieces it is given")
  func pieces() throws {
    let folder = try TemporaryFolder()
    try write(Self.items, to: folder("one.zip"))
    try write(Self.items, to: folder("two.zip"), pieceBytes: 65_521)
    #expect(FileManager.default.contentsEqual(atPath: folder("one.zip"), andPath: folder("two.zip")))
  }

  @Test("refuses more bytes than an entry was begun with")
  func limit() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: BoxOfficeError.self) {
      try write([Item(name: "a.csv", bytes: [1, 2, 3], limit: 2)], to: folder("data.zip"))
    }
    #expect(error.code == "zip-write-failed")
    #expect(error.message.contains("a.csv"))
  }

  @Test(
    "says that the disk is full",
    .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "there is no /dev/full here"))
  func fullDisk() throws {
    let error = try #require(throws: BoxOfficeError.self) { try write([Self.items[1]], to: "/dev/full") }
    #expect(error.message.contains("/dev/full"))
  }

  @Test("hands on what fails on the second thread, and does not wait for it for ever")
  func failureOnTheOtherThread() throws {
    // given a file that can no longer be written, and more bytes than the ring holds
    let folder = try TemporaryFolder()
    let file = try OutputFile(path: folder("data.zip"))
    try file.finish()
    let encoder = ZipWriterEncoder(file: file)
    encoder.begin(method: .stored)
    let pipe = try ZipWriterPipe(into: encoder)
    let bytes = [UInt8](repeating: 1, count: 20 << 20)
    // when
    let error = try #require(throws: BoxOfficeError.self) {
      try bytes.withUnsafeBytes { try pipe.write($0) }
      try pipe.end()
    }
    // then
    #expect(error.code == "file-unwritable")
  }

  @Test("leaves no thread waiting when it is given up", arguments: [0, 10, 20_000_000])
  func givenUp(bytes: Int) throws {
    let folder = try TemporaryFolder()
    do {
      let zip = try ZipWriter(path: folder("data.zip"))
      try zip.begin("a.bin")
      try zip.write([UInt8](repeating: 1, count: bytes))
    }
    // then: the line above returned, which joined the thread
    #expect(FileManager.default.fileExists(atPath: folder("data.zip")))
  }
}

/// The zip program that most people have.
enum UnzipProgram {
  static func test(_ path: String) throws {
    guard let program = ["/usr/bin/unzip", "/usr/local/bin/unzip"].first(where: FileManager.default.fileExists) else {
      return
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-tqq", path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "unzip -t \(path)")
  }
}
