import Glibc

/// What the file system says of one name, without following symbolic links.
struct FileStatus: Sendable {
  enum Kind: Sendable {
    case file
    case folder
    case symbolicLink
    /// A pipe, a socket or a device.
    case special
  }

  let kind: Kind
  let bytes: Int64
  let device: UInt64
  let inode: UInt64
  let owner: UInt32
  let permissions: UInt32
  /// Names that the file has.
  let links: UInt64
  /// When the content last changed, in nanoseconds since 1970; programs can set it to anything.
  let modified: Int64
  /// When content, name or metadata last changed, in nanoseconds since 1970; only the system sets it.
  let changed: Int64

  init(_ status: stat) {
    kind =
      switch status.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      default: .special
      }
    bytes = Int64(status.st_size)
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    owner = status.st_uid
    permissions = status.st_mode & 0o7777
    links = UInt64(status.st_nlink)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  func isSameFile(as other: FileStatus) -> Bool { device == other.device && inode == other.inode }

  /// Saturates, so that a file dated beyond the year 2262 is merely "very new".
  static func nanoseconds(_ time: timespec) -> Int64 {
    let (product, overflow) = Int64(time.tv_sec).multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return time.tv_sec < 0 ? .min : .max }
    let (sum, sumOverflow) = product.addingReportingOverflow(Int64(time.tv_nsec))
    return sumOverflow ? .max : sum
  }
}

/// The machine's clock, in nanoseconds since 1970: the clock of file times.
func nanosecondsSinceEpoch() -> Int64 {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return FileStatus.nanoseconds(time)
}
