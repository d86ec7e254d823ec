import Fixtures
import Foundation

/// A tmpfs of a few kilobytes.
struct SmallDisk {
  struct MountFailed: Error {}

  let path: String

  init(at path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard try Self.run("mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path) else { throw MountFailed() }
  }

  func unmount() { _ = try? Self.run("umount", "--lazy", path) }

  /// Whether this user may mount one.
  static let isAvailable: Bool = {
    guard let folder = try? TemporaryFolder(), let disk = try? SmallDisk(at: folder("disk"), kilobytes: 64) else {
      return false
    }
    disk.unmount()
    return true
  }()

  private static func run(_ command: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
