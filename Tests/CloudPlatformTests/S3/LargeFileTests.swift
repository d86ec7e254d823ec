import Fixtures
import Foundation
import Testing
import Watchfolders

@testable import CloudPlatform

@Suite("A large file on S3", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct LargeFileTests {
  /// 200 MB unless `BOXOFFICE_LARGE_FILE_MB` says otherwise: the memory does not depend on it.
  static let megabytes = ProcessInfo.processInfo.environment["BOXOFFICE_LARGE_FILE_MB"].flatMap { Int($0) } ?? 200

  @Test("goes there and back in under 100 MB of memory")
  func memory() async throws {
    // Given a file with other bytes in every megabyte
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(), to: "large")
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    for number in 0..<Self.megabytes {
      try file.write(contentsOf: Data(repeating: UInt8(number % 251), count: 999_999) + Data([UInt8(number & 255)]))
    }
    try file.close()
    let before = try FileDigest.sha256(ofFile: path)
    let server = try await SeaweedFSServer.shared.value
    let prefix = URL(fileURLWithPath: folder.path).lastPathComponent

    // When a program of its own puts it and gets it back
    let program = Bundle.main.executableURL!.deletingLastPathComponent().appendingPathComponent("StoreTransfer")
    let output = try await ProgramOutput.run(
      program.path, ["s3://boxoffice/\(prefix)", path, folder("scratch")], environment: server.environment,
      into: folder("output"))

    // Then it is the same, and the memory was bounded
    let lines = output.split(separator: "\n").map(String.init)
    try #require(lines.count == 2, "\(output)")
    let after = try FileDigest.sha256(ofFile: lines[0])
    #expect(after == before)
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try #require(Int(lines[1])) < 100_000, "kilobytes")
  }
}
