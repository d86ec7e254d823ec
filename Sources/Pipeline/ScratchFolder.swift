import Domain
import Foundation

/// A folder for one piece of work, removed when it is done.
///
/// Each lies in its provider's folder, for which one process works at a time: so the next one can tell that what lies there
/// was left by a crash, and sweeps it.
struct ScratchFolder {
  let path: String

  init(for provider: ProviderID, in parent: String) throws {
    path = Self.folder(of: provider, in: parent) + "/" + UUID().uuidString.lowercased()
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw BoxOfficeError(
        code: "scratch-failed", message: "the folder \(path) cannot be made; check its rights and the free space",
        cause: error)
    }
  }

  /// Removes what crashes left. To be called before there are new ones, by the process that works for the provider.
  static func sweep(_ provider: ProviderID, in parent: String) throws {
    let folder = folder(of: provider, in: parent)
    guard FileManager.default.fileExists(atPath: folder) else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.removeItem(atPath: folder + "/" + name)
    }
  }

  private static func folder(of provider: ProviderID, in parent: String) -> String { parent + "/" + provider.name }

  /// Writes a small file and returns its path.
  func write(_ data: Data, _ name: String) throws -> String {
    let file = path + "/" + name
    try data.write(to: URL(fileURLWithPath: file))
    return file
  }

  /// Moves files of this folder into one below it, and returns that.
  func gather(_ files: [String], in name: String) throws -> String {
    let folder = path + "/" + name
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    for file in files {
      try FileManager.default.moveItem(
        atPath: file, toPath: folder + "/" + URL(fileURLWithPath: file).lastPathComponent)
    }
    return folder
  }

  /// What cannot be removed now is swept later, so that a failure here fails nothing.
  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }
}
