import CloudPlatform
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

/// An implementation of `DataProviderWatchfolder` that the conformance suite runs over, with the provider's way to it.
struct WatchfolderUnderTest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Opens the watchfolder of a test; again for the same folder, as a process that was started anew.
  let open: @Sendable (TemporaryFolder) async throws -> any DataProviderWatchfolder
  /// Puts bytes under a provider's name, as it does it by its own means; whole.
  let put: @Sendable (Data, _ name: String, ProviderID, TemporaryFolder) async throws -> Void
  /// The names below a provider's place, hidden ones and old versions included.
  let names: @Sendable (ProviderID, TemporaryFolder) async throws -> [String]

  static let all = SeaweedFSServer.isWanted ? [folder, bucket] : [folder]

  private static let folder = WatchfolderUnderTest(
    testDescription: "folder",
    open: { try FolderWatchfolder(folder: $0("in")) },
    put: { data, name, provider, folder in
      let part = try folder.write(data, to: "part")
      let path = folder("in/\(provider)/\(name)")
      try? FileManager.default.removeItem(atPath: path)
      try FileManager.default.moveItem(atPath: part, toPath: path)
    },
    names: { provider, folder in
      let files = FileManager.default.enumerator(atPath: folder("in/\(provider)"))
      return (files?.allObjects as? [String] ?? []).sorted()
    })

  private static let bucket = WatchfolderUnderTest(
    testDescription: "bucket",
    open: { S3Watchfolder(client: try await client($0), pollInterval: .milliseconds(20)) },
    put: { data, name, provider, folder in
      try await S3ObjectStore(client: try await client(folder)).put(ObjectKey("\(provider)/\(name)")!, .data(data))
    },
    names: { provider, folder in
      try await S3ObjectStore(client: try await client(folder)).versions(prefix: "\(provider)/")
        .map { String($0.key.name.dropFirst(provider.name.count + 1)) }
    })

  private static func client(_ folder: TemporaryFolder) async throws -> S3Client {
    try await SeaweedFSServer.shared.value.client(prefix: folder.s3Prefix)
  }
}
