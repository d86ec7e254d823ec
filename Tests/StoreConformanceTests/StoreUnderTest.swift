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

  /// In a bucket that all tests share, each under a prefix of its own. Listings come three names at a time, so that
  /// every test pages.
  static let s3 = s3("S3", pageSize: 3)

  /// The engines as they are, for names that SeaweedFS (4.48) loses between the pages of a listing of versions: those
  /// below `a-b/` and `a.b`, which S3 lists before those below `a/`, and SeaweedFS after them. MotoTests page over
  /// them.
  static let allWithWholePages = SeaweedFSServer.isWanted ? [folder, s3("S3, in one page", pageSize: 1000)] : [folder]

  private static func s3(_ description: String, pageSize: Int) -> StoreUnderTest {
    StoreUnderTest(testDescription: description) { folder in
      let server = try await SeaweedFSServer.shared.value
      return S3ObjectStore(client: try server.client(prefix: folder.s3Prefix), pageSize: pageSize)
    }
  }
}

extension TemporaryFolder {
  /// A prefix of the test's own.
  var s3Prefix: String { URL(fileURLWithPath: path).lastPathComponent }
}
