import DataArchive
import Domain
import Fixtures
import Foundation
import Testing

@Suite("A copy of a file")
struct FileCopyTests {
  @Test(
    "has the bytes of the file, and shows them on the way",
    arguments: [0, 1, (1 << 20) - 1, 1 << 20, 5 << 20])
  func whole(size: Int) throws {
    let folder = try TemporaryFolder()
    let content = Data((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
    let path = try folder.write(content, to: "upload.zip")

    var seen = Data()
    try FileCopy.make(of: path, at: folder("copy.zip")) { seen.append(contentsOf: $0) }

    #expect(seen == content)
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("copy.zip"))) == content)
  }

  @Test("is removed when it is not wanted any more half way")
  func refused() throws {
    struct Enough: Error {}
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(repeating: 7, count: 20 << 20), to: "upload.zip")

    #expect(throws: Enough.self) {
      try FileCopy.make(of: path, at: folder("copy.zip")) { _ in throw Enough() }
    }

    #expect(!FileManager.default.fileExists(atPath: folder("copy.zip")))
  }

  @Test("says which file is not there")
  func missing() throws {
    let folder = try TemporaryFolder()

    let error = #expect(throws: BoxOfficeError.self) {
      try FileCopy.make(of: folder("none.zip"), at: folder("copy.zip")) { _ in }
    }

    #expect(error?.code == "file-unreadable")
    #expect(error?.message.contains("none.zip") == true)
  }
}
