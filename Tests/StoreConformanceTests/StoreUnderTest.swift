import CloudPlatform
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

/// An implementation of `ObjectStore` that the conformance suite runs over.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Opens the store of a test; again for the same folder, a second instance on the same objects.
  let open: @Sendable (TemporaryFolder) async throws -> any ObjectStore

  static let all = SeaweedFSServer.isWanted ? [folder, s3] : [folder]

  static let folder = StoreUnderTest(testDescription: "folder") { try FolderObjectStore(folder: $0("store")) }

  /// In a bucket that all tests share, each under a prefix of its own. Listings come three names at a time, so that every
  /// test pages.
  static let s3 = StoreUnderTest(testDescription: "S3") { folder in
    let server = try await SeaweedFSServer.shared.value
    return S3ObjectStore(client: try server.client(prefix: folder.s3Prefix), pageSize: 3)
  }
}

extension TemporaryFolder {
  /// A prefix of the test's own.
  var s3Prefix: String { URL(fileURLWithPath: path).lastPathComponent }
}
