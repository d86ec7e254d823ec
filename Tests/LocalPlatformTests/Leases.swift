import Fixtures
import Foundation

@testable import LocalPlatform

/// Whether the file system of the tests has leases, and this user may take them.
enum Leases {
  static let work: Bool = {
    guard let folder = try? TemporaryFolder(), let path = try? folder.write(Data(), to: "file"),
      let file = try? Descriptor.open(path, 0)
    else { return false }
    if case .granted = ReadLease.attempt(on: file) { return true }
    return false
  }()
}
