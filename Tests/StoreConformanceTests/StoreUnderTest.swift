import Fixtures
import LocalPlatform
import Testing
import Watchfolders

/// An implementation of `ObjectStore` that the conformance suite runs over.
struct StoreUnderTest: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Opens the store of a test; again for the same folder, a second instance on the same objects.
  let open: @Sendable (TemporaryFolder) throws -> any ObjectStore

  static let all = [
    StoreUnderTest(testDescription: "folder") { try FolderObjectStore(folder: $0("store")) }
  ]
}
