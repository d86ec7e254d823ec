import Domain
import Glibc
import Watchfolders

extension FolderObjectStore {
  /// Runs `body` while this process has the store's lock. `body` never suspends, so that a waiting thread waits for a
  /// few disk writes at most.
  func locked<Result>(_ kind: Int32, _ body: () throws -> Result) throws -> Result {
    // A descriptor for each use: the lock belongs to it, so that it also holds between threads.
    let lock = try root.open("lock", O_RDWR | O_CREAT)
    try lock.lock(kind)
    return try withExtendedLifetime(lock, body)
  }

  /// The folders from `tree` to the one that holds the last of `parts`, one for each part; `nil` if one is missing.
  func parents(of parts: [String], in tree: Descriptor, create: Bool) throws(SystemError) -> [Descriptor]? {
    var chain = [tree]
    for part in parts.dropLast() {
      guard
        let next = create
          ? try chain[chain.count - 1].folder(part, create: true)
          : try chain[chain.count - 1].folder(ifThere: part)
      else { return nil }
      chain.append(next)
    }
    return chain
  }

  /// Turns what the system says into a `store-failed` that a person can act on.
  func explained<Result>(
    _ verb: String, _ what: some CustomStringConvertible, _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message: "could not \(verb) \(what) in \(folder): \(advice(error))", cause: error)
    }
  }

  private func advice(_ error: SystemError) -> String {
    switch error.number {
    case ENOSPC, EDQUOT:
      "the disk (or its quota) is full; free some space, for instance with `boxoffice prune`, and try again. What was "
        + "stored before is untouched"
    case EACCES, EPERM, EROFS:
      "this user may not do that there; give it the folder (chown) or start as the folder's owner"
    case ENOTDIR, ELOOP:
      "\(error.path) is a file or a link where a folder should be; a key cannot be both an object and the beginning of "
        + "another key, and links are not followed"
    case EMFILE, ENFILE: "too many files are open; raise the limit (ulimit -n) and try again"
    case EIO: "the disk reports an error; check it before going on"
    default: "the file system refused"
    }
  }
}

extension Descriptor {
  /// The folder `name`; `nil` if there is none, or something that is no folder.
  func folder(ifThere name: String) throws(SystemError) -> Descriptor? {
    do {
      return try folder(name, create: false)
    } catch {
      if error.number == ENOTDIR || error.number == ELOOP { return nil }
      throw error
    }
  }

  /// One of a store's own folders.
  func storeFolder(_ name: String) throws(SystemError) -> Descriptor {
    try folder(name, create: true)!
  }
}
