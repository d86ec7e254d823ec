import Domain
import Glibc
import Watchfolders

/// A `WorkLock` between the processes of one machine: `flock` on a file per name, which the kernel frees when its holder
/// dies.
package struct FolderWorkLock: WorkLock {
  private let folder: String

  /// `folder` must exist.
  package init(folder: String) { self.folder = folder }

  package func acquire(_ name: String) async throws -> (any WorkLockHold)? {
    let path = "\(folder)/\(name).lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path, errno) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let code = errno
      close(descriptor)
      guard code == EWOULDBLOCK else { throw failure(path, code) }
      return nil
    }
    return Hold(descriptor: descriptor)
  }

  private func failure(_ path: String, _ code: Int32) -> BoxOfficeError {
    BoxOfficeError(
      code: "lock-failed", message: "\(path) cannot be locked: \(String(cString: strerror(code))); check its rights")
  }

  private struct Hold: WorkLockHold {
    let descriptor: Int32

    /// Closing alone frees the lock only when no copy of the descriptor is left, and a child process that is being started
    /// has one for a moment. The file stays: removing it would let two processes lock two files of one name.
    func release() async {
      flock(descriptor, LOCK_UN)
      close(descriptor)
    }
  }
}
