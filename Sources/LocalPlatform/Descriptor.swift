import Glibc

/// An open file or folder, closed when the last reference to it goes.
final class Descriptor: Sendable {
  let number: Int32
  /// For messages only: the file may have been moved since.
  let path: String

  private init(number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// Opens `path`, following symbolic links: for what operators name.
  static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) -> Descriptor {
    let number = try systemCall("open", path) { Glibc.open(path, flags | O_CLOEXEC, mode) }
    return Descriptor(number: number, path: path)
  }

  /// Opens `name` in this folder. A symbolic link is never followed.
  func open(_ name: String, _ flags: Int32, mode: mode_t = 0o666) throws(SystemError) -> Descriptor {
    let path = path + "/" + name
    let number = try systemCall("open", path) { openat(self.number, name, flags | O_CLOEXEC | O_NOFOLLOW, mode) }
    return Descriptor(number: number, path: path)
  }

  func status() throws(SystemError) -> FileStatus {
    var status = stat()
    try systemCall("fstat", path) { fstat(number, &status) }
    return FileStatus(status)
  }

  /// Returns when content and metadata (of a folder: its names) are on the disk.
  func sync() throws(SystemError) {
    try systemCall("fsync", path) { fsync(number) }
  }

  /// Waits for `LOCK_SH` or `LOCK_EX`; held until the descriptor is closed.
  func lock(_ kind: Int32) throws(SystemError) {
    try systemCall("flock", path) { flock(number, kind) }
  }

  /// Takes `LOCK_EX` unless another descriptor, of this process or another, has it.
  func tryLock() throws(SystemError) -> Bool {
    do {
      try systemCall("flock", path) { flock(number, LOCK_EX | LOCK_NB) }
      return true
    } catch {
      if error.number == EWOULDBLOCK { return false }
      throw error
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = try systemCall("write", path) { Glibc.write(number, piece.baseAddress, piece.count) }
      rest = rest.dropFirst(count)
    }
  }

  /// Reads at `offset` into `buffer`; 0 at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
    try systemCall("read", path) { pread(number, buffer.baseAddress, buffer.count, off_t(offset)) }
  }
}
