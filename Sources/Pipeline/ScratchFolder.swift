import Domain
import Foundation

/// A folder for one piece of work, removed when it is done; what a crash leaves is swept at the next start.
struct ScratchFolder {
  let path: String

  init(in parent: String) throws {
    path = parent + "/" + UUID().uuidString.lowercased()
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw BoxOfficeError(
        code: "scratch-failed", message: "the folder \(path) cannot be made; check its rights and the free space",
        cause: error)
    }
  }

  /// Writes a small file and returns its path.
  func write(_ data: Data, _ name: String) throws -> String {
    let file = path + "/" + name
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  /// What cannot be removed now is swept later, so that a failure here fails nothing.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
