import DataArchive
import Fixtures
import Foundation
import Testing

@Suite("Reading ends with its task")
struct CancellationTests {
  @Test("within a block, when the task is cancelled meanwhile")
  func reading() async throws {
    let archive = try archive(ZipBuilder(ZipBuilder.Item("long.csv", ZipReadingTests.long)).build())
    let blocks = Task {
      var blocks = 0
      #expect(throws: CancellationError.self) {
        try archive.read(archive.entries[0]) { _ in
          blocks += 1
          withUnsafeCurrentTask { $0?.cancel() }
        }
      }
      return blocks
    }
    #expect(await blocks.value == 1)
  }

  @Test("and a copy that is not whole does not stay")
  func copying() async throws {
    let folder = try TemporaryFolder()
    let archive = try archive(ZipBuilder(ZipBuilder.Item("a.csv", "id\n1\n")).build())
    await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      #expect(throws: CancellationError.self) { try archive.copyAsGzip(archive.entries[0], to: folder("a.csv.gz")) }
    }.value
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
