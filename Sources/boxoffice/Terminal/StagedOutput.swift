import Domain
import Foundation
import Glibc

/// A file or folder that the user asked for: made aside, and put in its place as a whole or not at all.
struct StagedOutput {
  /// Where it will be.
  let path: String
  /// Where it is made: in the same folder, under a name that nobody else has.
  let aside: String
  private let replaces: Bool

  /// Refuses to write over what is there, unless it `replaces` that. `isOurs` says whether a folder holds only what we would
  /// write: no other is ever replaced.
  init(_ path: String, replaces: Bool, isFolder: Bool, isOurs: ([String]) -> Bool = { _ in true }) throws {
    let url = URL(fileURLWithPath: path)
    self.path = url.path
    self.replaces = replaces
    aside =
      url.deletingLastPathComponent().path + "/.\(url.lastPathComponent).\(UUID().uuidString.lowercased()).partial"
    var isThereFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: self.path, isDirectory: &isThereFolder) else { return }
    guard replaces else { throw Self.taken(path) }
    guard isThereFolder.boolValue == isFolder else {
      throw UsageError("\(path) is a \(isFolder ? "file" : "folder"), which is not replaced; choose another --out")
    }
    if isFolder, !isOurs(try FileManager.default.contentsOfDirectory(atPath: self.path)) {
      throw UsageError(
        "\(path) holds other files than an export has, and is not replaced; choose another --out, or empty it yourself")
    }
  }

  private static func taken(_ path: String) -> UsageError {
    UsageError("\(path) is there already; choose another --out, or replace it with --force")
  }

  /// Puts what was made, which is durable, in its place.
  func commit(isFolder: Bool) throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    if isFolder, replaces, isThere {
      // A folder cannot be renamed over another. What was there goes when the new one is in its place; a crash in between
      // leaves it beside, under the hidden name.
      let old = aside + ".old"
      try call(rename(path, old))
      do {
        try call(rename(aside, path))
      } catch {
        try call(rename(old, path))
        throw error
      }
      try FileManager.default.removeItem(atPath: old)
    } else if isFolder || replaces {
      // A folder takes the place of an empty one at most.
      try call(rename(aside, path))
    } else {
      // A second name fails where a rename would replace what came in between.
      try call(link(aside, path))
      try call(unlink(aside))
    }
    try OutputFile.sync(URL(fileURLWithPath: path).deletingLastPathComponent().path)
  }

  /// Removes what was made so far. A leftover fails nothing.
  func discard() { try? FileManager.default.removeItem(atPath: aside) }

  private func call(_ result: Int32) throws {
    guard result != 0 else { return }
    let code = errno
    if code == EEXIST || code == ENOTEMPTY { throw Self.taken(path) }
    throw BoxOfficeError(
      code: "output-failed",
      message: "\(path) cannot be put in its place: \(String(cString: strerror(code))); check the folder and its rights"
    )
  }
}
