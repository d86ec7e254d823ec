import Glibc

/// A read lease (`fcntl(2)`, F_SETLEASE): the kernel grants it only while nobody has the file open for writing, and makes
/// whoever then opens it for writing wait until it is given back. Lost when the descriptor is closed.
struct ReadLease {
  enum Attempt {
    case granted(ReadLease)
    /// Somebody has the file open for writing.
    case refused
    /// The file system has no leases, or the file belongs to another user and this process lacks CAP_LEASE.
    case unavailable
  }

  // From <fcntl.h>, which hides them from Swift behind _GNU_SOURCE.
  private static let setSignal: Int32 = 10
  private static let setLease: Int32 = 1024
  private static let getLease: Int32 = 1025

  private let file: Descriptor

  static func attempt(on file: Descriptor) -> Attempt {
    // The kernel tells the holder by a signal that somebody waits. SIGIO, the default, would end the process; SIGURG is
    // ignored unless a program asks for it.
    guard fcntl(file.number, setSignal, SIGURG) == 0 else { return .unavailable }
    if fcntl(file.number, setLease, Int32(F_RDLCK)) == 0 { return .granted(ReadLease(file: file)) }
    return errno == EAGAIN ? .refused : .unavailable
  }

  /// Whether nobody has tried to open the file for writing since.
  var isUnbroken: Bool { fcntl(file.number, Self.getLease, 0) == Int32(F_RDLCK) }

  func giveBack() { _ = fcntl(file.number, Self.setLease, Int32(F_UNLCK)) }
}
