import Foundation
import Glibc

/// A file in a store's `tmp`, locked while its writer lives: one that can be locked was left by a process that died.
///
/// The lock says so more surely than a process id (used again) or an age (clocks), and across containers too.
struct StoreTemporaryFile {
  let name: String
  let descriptor: Descriptor
  private let folder: Descriptor

  init(in store: FolderObjectStore) throws {
    let name = UUID().uuidString.lowercased()
    folder = store.temporary
    self.name = name
    // Under the store's lock, as `removeLeftovers` is, so that the file is never seen without its own.
    descriptor = try store.locked(LOCK_EX) {
      let file = try store.temporary.open(name, O_RDWR | O_CREAT | O_EXCL)
      _ = try file.tryLock()
      return file
    }
  }

  /// Removes the file unless it was renamed into the store. A failure leaves what the next start removes.
  func discard() { _ = unlinkat(folder.number, name, 0) }
}

extension FolderObjectStore {
  /// Removes what crashed processes left in `tmp`.
  func removeLeftovers() throws {
    try locked(LOCK_EX) {
      for name in try temporary.names() {
        guard try temporary.status(of: name)?.kind == .file else { continue }
        let file = try temporary.open(name, O_RDONLY)
        if try file.tryLock() { try temporary.remove(name) }
      }
    }
  }
}
