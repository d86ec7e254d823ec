import Domain
import Foundation
import Glibc

/// A file that the user named, checked before any work is done.
struct InputFile {
  let path: String

  init(_ path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw UsageError("there is no file \(path)")
    }
    guard !isFolder.boolValue else { throw UsageError("\(path) is a folder; name the data.zip in it") }
    guard FileManager.default.isReadableFile(atPath: path) else {
      throw UsageError("\(path) cannot be read; check its rights")
    }
    self.path = path
  }
}

/// Files that the user asked for.
enum OutputFile {
  static func write(_ data: Data, to path: String) throws {
    try explained(path) { try data.write(to: URL(fileURLWithPath: path), options: .atomic) }
  }

  static func makeFolder(_ path: String) throws {
    try explained(path) { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
  }

  /// Moves `source` to `path`, replacing what is there.
  static func move(_ source: String, to path: String) throws {
    try explained(path) {
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
      try FileManager.default.moveItem(atPath: source, toPath: path)
    }
  }

  /// Writes a new file piece by piece, as `body` hands them over; durable when this returns.
  static func stream(to path: String, _ body: (_ write: ([UInt8]) throws -> Void) async throws -> Void) async throws {
    guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
    else { return try explained(path) { throw CocoaError(.fileWriteUnknown) } }
    defer { file.closeFile() }
    try await body { bytes in try explained(path) { try file.write(contentsOf: bytes) } }
    try explained(path) { try file.synchronize() }
  }

  /// Makes the names in a folder durable.
  static func sync(_ folder: String) throws {
    try explained(folder) {
      let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      defer { close(descriptor) }
      guard fsync(descriptor) == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
  }

  private static func explained(_ path: String, _ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      throw BoxOfficeError(
        code: "output-failed", message: "\(path) cannot be written; check the folder, its rights and the free space",
        cause: error)
    }
  }
}

/// A folder in the system's temporary folder, for commands that have no data directory.
struct TemporaryFolder {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "boxoffice-" + UUID().uuidString.lowercased()
    try OutputFile.makeFolder(path)
  }

  /// A leftover in the temporary folder fails nothing.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
