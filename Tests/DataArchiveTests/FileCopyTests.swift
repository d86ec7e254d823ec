import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import DataArchive

@Suite("A copy of a file")
struct FileCopyTests {
  struct Enough: Error {}

  private static func pattern(_ size: Int) -> Data {
    Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
  }

  private func content(_ path: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: path)) }

  @Test(
    "has the bytes of the file, and shows them in order on the way",
    arguments: [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (2 << 20) + 5, 5 << 20])
  func whole(size: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.pattern(size), to: "upload.zip")

    var seen = Data()
    let copy = try FileCopy(of: path, at: folder("copy.zip"))
    try copy.run { seen.append(contentsOf: $0) }

    #expect(seen == Self.pattern(size))
    #expect(try content(copy.path) == Self.pattern(size))
    #expect(copy.bytes == Int64(size))
  }

  @Test("can be read before it is made: who reads waits for the bytes, its end comes first")
  func arriving() throws {
    let folder = try TemporaryFolder()
    let whole = Self.pattern(9 << 20)
    let copy = try FileCopy(of: try folder.write(whole, to: "upload.zip"), at: folder("copy.zip"))
    let reader = try ReadOnlyFile(path: copy.path, arrival: copy.arrival)
    #expect(reader.size == Int64(whole.count))

    let read = try SideBySide.run {
      // From the end to the start, so that every piece but the last ones has to be waited for.
      try stride(from: 8, through: 0, by: -1).map { Data(try reader.bytes(at: Int64($0 << 20), count: 1 << 20)) }
    } _: {
      try copy.run { _ in }
    }

    let pieces = try SideBySide.values(read).0
    #expect(pieces.reversed().reduce(Data(), +) == whole)
  }

  @Test("takes nothing of a source that changes behind what was copied: who read the end has read the copy's")
  func changingSource() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.pattern(12 << 20), to: "upload.zip")
    let copy = try FileCopy(of: path, at: folder("copy.zip"))
    let reader = try ReadOnlyFile(path: copy.path, arrival: copy.arrival)

    var early: [UInt8] = []
    var seen = Data()
    try copy.run { block in
      if early.isEmpty {
        early = try reader.bytes(at: 12 << 20 - 100, count: 100)
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        try file.seek(toOffset: 12 << 20 - 100)
        try file.write(contentsOf: Data(repeating: 0, count: 100))
      }
      seen.append(contentsOf: block)
    }

    #expect(Array(seen.suffix(100)) == early)
    #expect(try content(copy.path) == seen)
  }

  @Test("is removed when it is not wanted any more half way, and who waits for the rest hears of it")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(repeating: 7, count: 20 << 20), to: "upload.zip")
    let copy = try FileCopy(of: path, at: folder("copy.zip"))
    let reader = try ReadOnlyFile(path: copy.path, arrival: copy.arrival)

    let results = try SideBySide.run {
      try reader.bytes(at: 18 << 20, count: 1 << 20)
    } _: {
      try copy.run { _ in throw Enough() }
    }

    #expect(throws: Enough.self) { try results.beside.get() }
    #expect(throws: Enough.self) { try results.here.get() }
    #expect(!FileManager.default.fileExists(atPath: folder("copy.zip")))
  }

  @Test("that cannot even be begun leaves nobody waiting for it")
  func notBegun() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Self.pattern(3 << 20), to: "upload.zip")
    let copy = try FileCopy(of: path, at: folder("copy.zip"))
    let reader = try ReadOnlyFile(path: copy.path, arrival: copy.arrival)
    try FileManager.default.removeItem(atPath: copy.path)

    let results = try SideBySide.run {
      try reader.bytes(at: 0, count: 1)
    } _: {
      try copy.run { _ in }
    }

    #expect(throws: BoxOfficeError.self) { try results.beside.get() }
    #expect(throws: BoxOfficeError.self) { try results.here.get() }
  }

  @Test("says which file is not there")
  func missing() throws {
    let folder = try TemporaryFolder()

    let error = #expect(throws: BoxOfficeError.self) {
      try FileCopy(of: folder("none.zip"), at: folder("copy.zip"))
    }

    #expect(error?.code == "file-unreadable")
    #expect(error?.message.contains("none.zip") == true)
  }
}
