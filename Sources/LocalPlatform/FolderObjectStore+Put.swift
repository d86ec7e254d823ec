import Domain
import Foundation
import Glibc
import Watchfolders

extension FolderObjectStore {
  func put(_ key: ObjectKey, _ data: Data, if condition: WriteCondition) throws -> ObjectInfo {
    let file = try StoreTemporaryFile(in: self)
    defer { file.discard() }
    try data.withUnsafeBytes { try file.descriptor.write($0) }
    return try publish(file.descriptor, named: file.name, in: temporary, as: key, if: condition)
  }

  func put(_ key: ObjectKey, takingFile path: String, if condition: WriteCondition) throws -> ObjectInfo {
    let source = URL(fileURLWithPath: path)
    let name = source.lastPathComponent
    let parent = try Descriptor.open(source.deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY)
    let file = try parent.open(name, O_RDONLY | O_NONBLOCK)
    let status = try file.status()
    guard status.kind == .file else {
      throw BoxOfficeError(
        code: ObjectStoreError.failed, message: "\(path) is not a regular file, so that it cannot be stored as \(key)")
    }
    // A file of another owner, or with a second name, could still be changed by someone: it is copied.
    let isOursAlone = status.owner == geteuid() && status.links == 1
    if isOursAlone, status.device == (try objects.status().device) {
      do {
        let info = try publish(file, named: name, in: parent, as: key, if: condition)
        try parent.sync()
        return info
      } catch let error as SystemError where error.number == EXDEV {
        // One device mounted twice: the copy below does it.
      }
    }
    let info = try put(key, copying: file, if: condition)
    try parent.remove(name)
    try parent.sync()
    return info
  }

  private func put(_ key: ObjectKey, copying source: Descriptor, if condition: WriteCondition) throws -> ObjectInfo {
    let file = try StoreTemporaryFile(in: self)
    defer { file.discard() }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceBytes, alignment: 16)
    defer { buffer.deallocate() }
    var offset: Int64 = 0
    while true {
      let count = try source.read(into: buffer, at: offset)
      if count == 0 { break }
      try file.descriptor.write(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
      offset += Int64(count)
    }
    return try publish(file.descriptor, named: file.name, in: temporary, as: key, if: condition)
  }

  /// Makes the finished file `name` the current version of `key`.
  private func publish(
    _ file: Descriptor, named name: String, in folder: Descriptor, as key: ObjectKey, if condition: WriteCondition
  ) throws -> ObjectInfo {
    let status = try file.status()
    // Nobody writes to a version again, and nobody may read it who could not before.
    try systemCall("chmod", file.path) { fchmod(file.number, mode_t(status.permissions & 0o444) | S_IRUSR) }
    // The long wait for the disk comes before the lock; the short one, for the new time, is within it.
    if status.bytes > Self.pieceBytes { try file.sync() }
    return try locked(LOCK_EX) {
      let parts = key.parts
      let last = parts[parts.count - 1]
      let existing = try parents(of: parts, in: objects, create: false)?.last?.status(of: last)
      try check(condition, key: key, existing: existing)
      let version = try nextVersion(of: parts, existing: existing)
      try stamp(file, version)
      let parent = try parents(of: parts, in: objects, create: true)!.last!
      if let existing { try keep(FolderVersion(existing), named: last, in: parent, parts: parts) }
      try folder.rename(name, to: last, in: parent)
      try parent.sync()
      return ObjectInfo(key: key, version: version.version, bytes: status.bytes, isCurrent: true)
    }
  }

  private func check(_ condition: WriteCondition, key: ObjectKey, existing: FileStatus?) throws {
    if let existing, existing.kind != .file {
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message:
          "\(key) cannot be stored: \(objects.path)/\(key) is not a regular file; a key cannot be both an object "
          + "and the beginning of another key, and links are not followed")
    }
    let holds =
      switch condition {
      case .always: true
      case .absent: existing == nil
      case .current(let version): existing.map { FolderVersion($0).version } == version
      }
    guard holds else {
      let found = existing.map { "version \(FolderVersion($0).number) is" } ?? "no version is"
      throw BoxOfficeError(
        code: ObjectStoreError.preconditionFailed,
        message: "\(key) was not stored: \(found) current, so that someone else has changed it; read it again")
    }
  }

  /// The clock's nanosecond, or the one after the newest version where the clock was set back.
  private func nextVersion(of parts: [String], existing: FileStatus?) throws(SystemError) -> FolderVersion {
    var newest = existing.map { FolderVersion($0).number } ?? 0
    if let older = try parents(of: parts + [""], in: history, create: false)?.last {
      for name in try older.names() { newest = max(newest, FolderVersion(name: name)?.number ?? 0) }
    }
    return FolderVersion(number: max(nanosecondsSinceEpoch(), newest + 1))
  }

  /// Writes the version into the file's times.
  private func stamp(_ file: Descriptor, _ version: FolderVersion) throws {
    let time = timespec(
      tv_sec: Int(version.number / 1_000_000_000), tv_nsec: Int(version.number % 1_000_000_000))
    let times = [time, time]
    try systemCall("utimens", file.path) { futimens(file.number, times) }
    guard try file.status().modified == version.number else {
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message: "the file system of \(folder) does not keep file times to the nanosecond; put the store on ext4, XFS, "
          + "Btrfs or tmpfs")
    }
    try file.sync()
  }
}
