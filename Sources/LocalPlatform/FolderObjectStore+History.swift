import Domain
import Glibc
import Watchfolders

/// Moving versions into the history and out of the store. All of it is called under the lock.
extension FolderObjectStore {
  /// Gives the current file of a key a second name in `versions`.
  func keep(_ version: FolderVersion, named last: String, in parent: Descriptor, parts: [String]) throws {
    let older = try parents(of: parts + [""], in: history, create: true)!.last!
    do {
      try parent.link(last, as: version.name, in: older)
    } catch {
      guard error.number == EEXIST else { throw error }
      // A crash came between this and the next step, or someone set the file's time to that of another version.
      let kept = try older.status(of: version.name)
      let current = try parent.status(of: last)
      guard let kept, let current, kept.isSameFile(as: current) else {
        throw BoxOfficeError(
          code: ObjectStoreError.failed,
          message:
            "\(older.path)/\(version.name) and \(parent.path)/\(last) are two files with the time of one version; "
            + "`touch` the second and try again")
      }
    }
    try older.sync()
  }

  /// Removes the key from listings; its current version becomes history.
  func retire(_ key: ObjectKey) throws {
    let parts = key.parts
    let last = parts[parts.count - 1]
    guard let chain = try parents(of: parts, in: objects, create: false), let parent = chain.last,
      let status = try parent.status(of: last), status.kind == .file
    else { return }
    try keep(FolderVersion(status), named: last, in: parent, parts: parts)
    try parent.remove(last)
    try parent.sync()
    try removeEmpty(chain, parts)
  }

  /// Removes one version for ever. Older ones do not come back in its place.
  func remove(_ version: ObjectVersion, of key: ObjectKey) throws {
    guard let version = FolderVersion(version) else { return }
    let parts = key.parts
    let last = parts[parts.count - 1]
    if let chain = try parents(of: parts, in: objects, create: false), let parent = chain.last,
      let status = try parent.status(of: last), status.kind == .file, FolderVersion(status) == version
    {
      try parent.remove(last)
      try parent.sync()
      try removeEmpty(chain, parts)
    }
    // Also where it was the current one: a crash in `put` may have left it a second name.
    let older = parts + [version.name]
    if let chain = try parents(of: older, in: history, create: false), let parent = chain.last,
      try parent.remove(version.name)
    {
      try parent.sync()
      try removeEmpty(chain, older)
    }
  }

  /// Removes the folders of `parts` from the innermost outwards, as far as they are empty.
  private func removeEmpty(_ chain: [Descriptor], _ parts: [String]) throws(SystemError) {
    for depth in stride(from: chain.count - 1, to: 0, by: -1) {
      guard try chain[depth - 1].removeIfEmpty(parts[depth - 1]) else { return }
    }
  }
}
