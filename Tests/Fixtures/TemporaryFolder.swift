import Foundation
import Synchronization

/// A folder of a test's own, removed when the test lets go of it.
package final class TemporaryFolder: Sendable {
  package let path: String
  private let ends = Mutex<[@Sendable () -> Void]>([])

  package init() throws {
    path = NSTemporaryDirectory() + "boxoffice-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    for end in ends.withLock({ $0 }) { end() }
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Also removes what belongs to the folder but lies elsewhere.
  package func whenRemoved(_ end: @escaping @Sendable () -> Void) { ends.withLock { $0.append(end) } }

  /// The path of `name` in the folder.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  /// Writes a file and returns its path.
  @discardableResult
  package func write(_ data: Data, to name: String) throws -> String {
    let url = URL(fileURLWithPath: self(name))
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
    return url.path
  }
}
