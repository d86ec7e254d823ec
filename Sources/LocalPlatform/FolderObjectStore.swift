import Domain
import Foundation
import Glibc
import Watchfolders

/// An `ObjectStore` in a folder, for one machine and any number of processes on it.
///
///     objects/<key>             the current version, a plain file that an operator can look at
///     versions/<key>/@<version> older versions, and those of deleted keys
///     tmp/                      what is being written
///     lock                      held for the moment in which names change
///
/// A version is the file's modification time in nanoseconds, set by us so that it rises with each `put`; it lives in the
/// file itself, so that no index can disagree with the files. `@` cannot be in a key, so that versions of `a` and the
/// key `a/1` never meet.
///
/// `put` writes and fsyncs a temporary file, then, under the lock, gives the current file a second name in `versions`
/// and renames the new one over it. A crash at any point leaves the old or the new object and at worst a temporary file
/// or a second name of the current version; the first is removed by the next start, the second is recognised.
package final class FolderObjectStore: ObjectStore {
  /// Bytes handed over at a time.
  static let pieceBytes = 1 << 20

  let folder: String
  let root: Descriptor
  let objects: Descriptor
  let history: Descriptor
  let temporary: Descriptor

  /// Opens the store in `folder`, which is made if there is none.
  package init(folder: String) throws {
    // Absolute, so that paths handed out stay right wherever the process goes.
    self.folder = URL(fileURLWithPath: folder).path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      root = try Descriptor.open(self.folder, O_RDONLY | O_DIRECTORY)
      objects = try root.storeFolder("objects")
      history = try root.storeFolder("versions")
      temporary = try root.storeFolder("tmp")
      try removeLeftovers()
    } catch let error as BoxOfficeError {
      throw error
    } catch {
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message: "the store \(folder) cannot be opened; it must be a folder that this user may write to", cause: error)
    }
  }

  package func put(
    _ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition
  ) async throws -> ObjectInfo {
    try explained("store", key) {
      switch content {
      case .data(let data): try put(key, data, if: condition)
      case .takingFile(let path): try put(key, takingFile: path, if: condition)
      }
    }
  }

  package func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    let (file, status) = try explained("read", key) { try open(key, version) }
    let end = min(range?.upperBound ?? status.bytes, status.bytes)
    var offset = max(range?.lowerBound ?? 0, 0)
    guard offset < end else { return }
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Int(min(end - offset, Int64(Self.pieceBytes))), alignment: 16)
    defer { buffer.deallocate() }
    while offset < end {
      let wanted = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(Int(min(end - offset, Int64(buffer.count)))))
      let count = try explained("read", key) { try file.read(into: wanted, at: offset) }
      guard count > 0 else {
        throw BoxOfficeError(
          code: ObjectStoreError.failed,
          message:
            "\(file.path) ended after \(offset) of \(status.bytes) bytes: something outside this program cut it; "
            + "restore it from a backup")
      }
      try body(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
      offset += Int64(count)
    }
  }

  package func place(of key: ObjectKey) -> String { "\(folder)/objects/\(key)" }

  /// The object's own path: it stays what it is as long as no other version is put or deleted.
  package func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String {
    try explained("read", key) { try open(key, version).file.path }
  }

  package func list(prefix: String) async throws -> [ObjectInfo] {
    try explained("list", prefix) {
      try locked(LOCK_SH) { try current(prefix: prefix) }
    }.sorted { $0.key < $1.key }
  }

  package func versions(prefix: String) async throws -> [ObjectInfo] {
    try explained("list", prefix) {
      try locked(LOCK_SH) { try allVersions(prefix: prefix) }
    }
  }

  package func delete(_ key: ObjectKey, version: ObjectVersion?) async throws {
    try explained("delete", key) {
      try locked(LOCK_EX) {
        if let version { try remove(version, of: key) } else { try retire(key) }
      }
    }
  }

  /// Opens one version, the current one for `nil`.
  private func open(_ key: ObjectKey, _ version: ObjectVersion?) throws -> (file: Descriptor, status: FileStatus) {
    if let file = try openFile(key.parts, in: objects) {
      let status = try file.status()
      if version == nil || version == FolderVersion(status).version { return (file, status) }
    }
    // Looked for after the current one: a `put` in between has moved it here before it replaced it.
    if let version, let number = FolderVersion(version),
      let file = try openFile(key.parts + [number.name], in: history)
    {
      return (file, try file.status())
    }
    throw BoxOfficeError(
      code: ObjectStoreError.notFound,
      message: "there is no object \(key)\(version.map { " of version \($0)" } ?? "") in \(folder)")
  }

  private func openFile(_ parts: [String], in tree: Descriptor) throws(SystemError) -> Descriptor? {
    guard let parent = try parents(of: parts, in: tree, create: false)?.last,
      try parent.status(of: parts[parts.count - 1])?.kind == .file
    else { return nil }
    do {
      return try parent.open(parts[parts.count - 1], O_RDONLY)
    } catch {
      if error.number == ENOENT { return nil }
      throw error
    }
  }
}

extension ObjectKey {
  /// What stands between the slashes.
  var parts: [String] { name.split(separator: "/").map(String.init) }
}
