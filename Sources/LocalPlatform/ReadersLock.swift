import Database
import Glibc

/// The file on which every process that answers from publication records has a shared `flock`, from before its first
/// reading of one until it ends. The kernel frees the lock of a process that was killed, and keeps that of one that was
/// stopped.
///
/// Reading rights are enough to lock. The file is made by whoever comes first, and stays: if it were removed, two processes
/// could lock two files of one name.
struct ReadersLock: Sendable {
  static let name = "readers.lock"

  let folder: Descriptor

  /// Waits only while a publisher has the lock, which is for a moment.
  func share() throws(SystemError) -> any ReadingHold {
    let file = try open()
    try file.lock(LOCK_SH)
    return Hold(file)
  }

  /// Whether nobody shares the lock at this moment. An exclusive lock is the question, and is given back at once.
  ///
  /// Each call asks with a descriptor of its own, so that a hold of this very process counts like any other.
  func isFree() throws(SystemError) -> Bool { try open().tryLock() }

  private func open() throws(SystemError) -> Descriptor { try folder.open(Self.name, O_RDONLY | O_CREAT) }

  private final class Hold: ReadingHold {
    private let file: Descriptor

    init(_ file: Descriptor) { self.file = file }
  }
}
