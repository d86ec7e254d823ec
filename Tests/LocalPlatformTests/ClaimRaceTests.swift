import Domain
import Fixtures
import Foundation
import Glibc
import LocalPlatform
import Testing
import Watchfolders

/// Providers that write while we claim. Each test lets the two run against each other many times.
@Suite("Claiming while the provider writes")
struct ClaimRaceTests {
  let folder: TemporaryFolder
  let watchfolder: FolderWatchfolder
  let acme = ProviderID("acme")!

  init() throws {
    folder = try TemporaryFolder()
    watchfolder = try FolderWatchfolder(folder: folder("in"))
    try watchfolder.addProvider(acme)
  }

  private func content(of claim: ClaimedUpload) async throws -> Data? {
    FileManager.default.contents(atPath: try await watchfolder.localFile(of: claim, scratch: folder.path))
  }

  /// Claims whatever is there until the writer is done and nothing is left; returns the contents.
  private func claimAll(_ writer: Task<Void, any Error>, isDone: @Sendable () -> Bool) async throws -> [Data] {
    var claimed: [ClaimedUpload] = []
    var contents: [Data?] = []
    while true {
      let wasDone = isDone()
      if let upload = try await watchfolder.upload(of: acme) {
        if let claim = try await watchfolder.claim(upload) {
          claimed.append(claim)
          contents.append(try await content(of: claim))
        }
      } else if wasDone {
        break
      }
      await Task.yield()
    }
    try await writer.value
    #expect(claimed.map(\.name) == claimed.map(\.name).sorted())
    #expect(Set(claimed.map(\.name)).count == claimed.count)
    #expect(try await watchfolder.claims(of: acme) == claimed)
    // What was claimed is what it was in the moment of the claim.
    for (claim, before) in zip(claimed, contents) { #expect(try await content(of: claim) == before) }
    return contents.compactMap { $0 }
  }

  @Test("takes each replacing file whole, and at last the last one")
  func replacing() async throws {
    let path = folder("in/acme/data.zip")
    let done = Flag()
    let writer = Task.detached(executorPreference: ThreadPerJob()) {
      defer { done.raise() }
      for number in 1...300 {
        try Data("upload \(number)".utf8).write(to: URL(fileURLWithPath: path + ".part"))
        guard rename(path + ".part", path) == 0 else { throw POSIXError(.EIO) }
      }
    }
    let contents = try await claimAll(writer) { done.isRaised }.map { String(decoding: $0, as: UTF8.self) }
    let written = (1...300).map { "upload \($0)" }
    #expect(contents.last == "upload 300")
    #expect(Set(contents).count == contents.count)
    #expect(contents == written.filter(Set(contents).contains))
  }

  @Test("never takes half of a file that is written in place", .enabled(if: Leases.work, "no file leases here"))
  func inPlace() async throws {
    let path = folder("in/acme/data.zip")
    let piece = 4096
    let pieces = 8
    let done = Flag()
    let writer = Task.detached(executorPreference: ThreadPerJob()) {
      defer { done.raise() }
      for number in 1...150 {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard file >= 0 else { throw POSIXError(.EIO) }
        defer { close(file) }
        let bytes = [UInt8](repeating: UInt8(number), count: piece)
        for _ in 0..<pieces {
          guard write(file, bytes, piece) == piece else { throw POSIXError(.EIO) }
          usleep(100)  // as slow as a network, so that most claims are tried in the middle
        }
      }
    }
    for content in try await claimAll(writer, isDone: { done.isRaised }) {
      #expect(content.count == piece * pieces)
      #expect(Set(content).count == 1)
    }
  }
}
