import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("A file's digest")
struct FileDigestTests {
  // From FIPS 180-4's examples.
  static let examples = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  ]

  @Test("is the SHA-256 of its bytes", arguments: examples)
  func known(_ example: (text: String, hex: String)) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(example.text.utf8), to: "file")
    let (digest, bytes) = try FileDigest.sha256(ofFile: path)
    #expect(digest.hex == example.hex)
    #expect(bytes == Int64(example.text.utf8.count))
    #expect(FileDigest.sha256(Data(example.text.utf8)).hex == example.hex)
  }

  @Test("is the same in one piece and in many")
  func pieces() throws {
    let folder = try TemporaryFolder()
    let content = pattern((3 << 20) + 11)
    let path = try folder.write(content, to: "file")
    #expect(try FileDigest.sha256(ofFile: path).digest == FileDigest.sha256(content))
  }

  @Test("is given up with its task, which is no fault of the file")
  func cancelled() async throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(pattern(11), to: "file")
    await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      #expect(throws: CancellationError.self) { _ = try FileDigest.sha256(ofFile: path) }
    }.value
  }

  @Test("is an error for what cannot be read, never the digest of nothing")
  func unreadable() async throws {
    let folder = try TemporaryFolder()
    for path in [folder("nothing"), folder.path] {
      let error = await expectError("file-unreadable") { _ = try FileDigest.sha256(ofFile: path) }
      #expect(error?.message.contains(path) == true)
    }
  }
}
