import Glibc

/// What is done with the names in an open folder. None of it follows a symbolic link.
extension Descriptor {
  /// The folder `name` in this one; `nil` if there is none. A new one is durable when this returns.
  func folder(_ name: String, create: Bool, mode: mode_t = 0o777) throws(SystemError) -> Descriptor? {
    do {
      return try open(name, O_RDONLY | O_DIRECTORY)
    } catch {
      guard error.number == ENOENT else { throw error }
      guard create else { return nil }
    }
    do {
      try systemCall("mkdir", path + "/" + name) { mkdirat(number, name, mode) }
    } catch {
      // Another process may have made it in between.
      if error.number != EEXIST { throw error }
    }
    try sync()
    return try open(name, O_RDONLY | O_DIRECTORY)
  }

  /// What `name` is; `nil` if there is nothing of that name.
  func status(of name: String) throws(SystemError) -> FileStatus? {
    var status = stat()
    do {
      try systemCall("stat", path + "/" + name) { fstatat(number, name, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.number == ENOENT { return nil }
      throw error
    }
    return FileStatus(status)
  }

  /// The names in this folder, sorted by their bytes, without `.` and `..`.
  func names() throws(SystemError) -> [String] {
    // A descriptor of its own, since the listing moves its offset and `closedir` closes it.
    let copy = try systemCall("open", path) { openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard let listing = fdopendir(copy) else {
      let number = errno
      close(copy)
      throw SystemError(operation: "opendir", path: path, number: number)
    }
    defer { closedir(listing) }
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(listing) else {
        if errno != 0 { throw SystemError(operation: "readdir", path: path, number: errno) }
        break
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Renames; what has the new name is replaced.
  func rename(_ name: String, to newName: String, in folder: Descriptor) throws(SystemError) {
    try systemCall("rename", path + "/" + name) { renameat(number, name, folder.number, newName) }
  }

  /// Gives the file a second name; fails with `EEXIST` if that is taken.
  func link(_ name: String, as newName: String, in folder: Descriptor) throws(SystemError) {
    try systemCall("link", folder.path + "/" + newName) { linkat(number, name, folder.number, newName, 0) }
  }

  /// Removes a file; `false` if there was none.
  @discardableResult
  func remove(_ name: String) throws(SystemError) -> Bool {
    do {
      try systemCall("unlink", path + "/" + name) { unlinkat(number, name, 0) }
      return true
    } catch {
      if error.number == ENOENT { return false }
      throw error
    }
  }

  /// Removes the folder `name` if it is empty; says whether it is gone.
  func removeIfEmpty(_ name: String) throws(SystemError) -> Bool {
    do {
      try systemCall("rmdir", path + "/" + name) { unlinkat(number, name, AT_REMOVEDIR) }
      return true
    } catch {
      switch error.number {
      case ENOENT: return true
      case ENOTEMPTY, EEXIST: return false
      default: throw error
      }
    }
  }
}
