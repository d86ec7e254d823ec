import Domain
import Foundation
import Glibc
import Logging
import Watchfolders

/// A watchfolder on this machine: `{folder}/{provider}/data.zip`.
///
/// A claim is a rename into `{folder}/{provider}/.taken`, which stays on the same file system, so that it happens whole
/// or not at all and costs nothing. Everything else in the folders is left alone.
package final class FolderWatchfolder: DataProviderWatchfolder {
  /// The name that providers upload under.
  package static let uploadName = "data.zip"
  static let claimsName = ".taken"

  package let folder: String
  private let logger: Logger

  /// Opens the watchfolders in `folder`, which is made if there is none.
  package init(folder: String, logger: Logger = Logger(label: "boxoffice.watchfolder")) throws {
    self.folder = URL(fileURLWithPath: folder).path
    self.logger = logger
    do {
      try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true)
    } catch {
      throw WatchfolderFailure.error("the watchfolder \(self.folder) cannot be made", error)
    }
  }

  /// Makes the folder of a provider; nothing happens if there is one.
  package func addProvider(_ provider: ProviderID) throws {
    try explained(provider) {
      _ = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY).folder(provider.name, create: true)
    }
  }

  /// A folder that is a link, which the operator made, is emptied where it lies, and then the link is removed.
  package func removeProvider(_ provider: ProviderID) throws {
    try explained(provider) {
      guard let home = try home(of: provider) else { return }
      for name in try home.names() { try remove(home.path + "/" + name) }
      try remove(home.path)
      try Descriptor.open(folder, O_RDONLY | O_DIRECTORY).sync()
    }
  }

  /// Whatever it is, with all that is in it; links are not followed.
  private func remove(_ path: String) throws {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch let error as CocoaError where error.code == .fileNoSuchFile {
      // Somebody else was faster.
    } catch {
      throw WatchfolderFailure.error("\(path) cannot be removed", error)
    }
  }

  package func place(of provider: ProviderID) -> String { "\(path(of: provider))/\(Self.uploadName)" }

  /// The providers that have a folder, sorted.
  package func providers() throws -> [ProviderID] {
    do {
      let root = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
      return try root.names().compactMap { name in
        guard let provider = ProviderID(name), try root.isFolder(name) else { return nil }
        return provider
      }
    } catch {
      throw WatchfolderFailure.error("the watchfolder \(folder) cannot be listed", error)
    }
  }

  package func upload(of provider: ProviderID) async throws -> Upload? {
    try explained(provider) {
      guard let home = try home(of: provider), let file = try openUpload(in: home, of: provider) else { return nil }
      let status = try file.status()
      return Upload(
        provider: provider, bytes: status.bytes, lastChange: Self.lastChange(status, now: nanosecondsSinceEpoch()),
        fingerprint: Self.fingerprint(status), isBeingWritten: Self.isBeingWritten(file))
    }
  }

  package func changes() -> AsyncStream<ProviderID> { FolderChanges.stream(of: self, logger: logger) }

  /// The later of the two times of a file: uploads that keep the time of the original (`cp -p`, `mv`, rsync, FTP's MFMT)
  /// leave an old `modified`, but never an old `changed`. A `modified` in the future is somebody else's wrong clock, and
  /// waiting for it would put the upload off for as long. Rounded up to the millisecond, so that no wait is cut short.
  static func lastChange(_ status: FileStatus, now: Int64) -> Timestamp {
    let nanoseconds = status.modified > now ? status.changed : max(status.modified, status.changed)
    let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
    return Timestamp(millisecondsSinceEpoch: quotient + (remainder > 0 ? 1 : 0))
  }

  static func fingerprint(_ status: FileStatus) -> String {
    "\(status.device)-\(status.inode)-\(status.bytes)-\(status.modified)-\(status.changed)"
  }

  private static func isBeingWritten(_ file: Descriptor) -> Bool {
    switch ReadLease.attempt(on: file) {
    case .granted(let lease):
      lease.giveBack()
      return false
    case .refused: return true
    case .unavailable: return false
    }
  }

  /// The provider's folder, which may be a link that the operator made; `nil` if there is none.
  func home(of provider: ProviderID) throws(SystemError) -> Descriptor? {
    do {
      return try Descriptor.open(folder + "/" + provider.name, O_RDONLY | O_DIRECTORY)
    } catch {
      if error.number == ENOENT { return nil }
      throw error
    }
  }

  /// Opens `data.zip` for reading; `nil` if there is none.
  func openUpload(in home: Descriptor, of provider: ProviderID) throws -> Descriptor? {
    guard let status = try home.status(of: Self.uploadName) else { return nil }
    let what =
      switch status.kind {
      case .file: ""
      case .folder: "a folder"
      case .symbolicLink: "a symbolic link"
      case .special: "a pipe, a socket or a device"
      }
    guard what.isEmpty else {
      throw BoxOfficeError(
        code: "upload-not-a-file",
        message:
          "\(home.path)/\(Self.uploadName) is \(what) and is not taken; remove it and put the zip file itself there")
    }
    do {
      return try home.open(Self.uploadName, O_RDONLY | O_NONBLOCK)
    } catch {
      if error.number == ENOENT { return nil }  // removed in between
      throw error
    }
  }

  func explained<Result>(_ provider: ProviderID, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as SystemError {
      throw WatchfolderFailure.error("the watchfolder of \(provider) in \(folder) cannot be used", error)
    }
  }
}

/// How failures of the file system are told.
enum WatchfolderFailure {
  static let code = "watchfolder-failed"

  static func error(_ what: String, _ cause: any Error) -> BoxOfficeError {
    let number = (cause as? SystemError)?.number
    let advice =
      switch number {
      case ENOSPC, EDQUOT: "the disk (or its quota) is full; free some space and try again"
      case EACCES, EPERM, EROFS:
        "this user needs the right to read and write there; give it the folder and the file (chown, chmod) and try again"
      default: "see the cause; nothing was taken or removed"
      }
    return BoxOfficeError(code: code, message: "\(what): \(advice)", cause: cause)
  }
}

extension Descriptor {
  /// Whether `name` is a folder or a link to one.
  func isFolder(_ name: String) throws(SystemError) -> Bool {
    var status = stat()
    do {
      try systemCall("stat", path + "/" + name) { fstatat(number, name, &status, 0) }
    } catch {
      if error.number == ENOENT || error.number == ELOOP { return false }
      throw error
    }
    return FileStatus(status).kind == .folder
  }
}
