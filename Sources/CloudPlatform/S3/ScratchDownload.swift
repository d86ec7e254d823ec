import Domain
import Foundation
import SystemPackage
import Watchfolders

/// Puts what is read into a new local file.
enum ScratchDownload {
  /// Makes `scratch/…/name` of the bytes that `read` hands over, and returns its path. After an error there is no file.
  static func run(
    as name: String, in scratch: String,
    _ read: ((UnsafeRawBufferPointer) throws -> Void) async throws -> Void
  ) async throws -> String {
    let folder = scratch + "/" + UUID().uuidString.lowercased()
    let path = folder + "/" + name
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let file = try LocalFile(creating: path)
      try await read { try file.append($0) }
      return path
    } catch {
      try? FileManager.default.removeItem(atPath: folder)  // else it goes with the scratch folder
      guard error is Errno || error is CocoaError else { throw error }
      let isFull = [Errno.noSpace, .diskQuotaExceeded].contains(error as? Errno)
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message: "\(path) cannot be written: "
          + (isFull
            ? "the disk (or its quota) is full; free some space and try again" : "check the folder and its rights"),
        cause: error)
    }
  }
}
