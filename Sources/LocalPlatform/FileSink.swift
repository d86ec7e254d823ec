import Domain
import Foundation
import Glibc
import Notifications
import Watchfolders

/// Writes every message as a Markdown file into `{folder}/{provider}/notifications`, beside where the provider uploads.
///
/// The name ends in a digest of the key, so that a message delivered twice is one file, also when its text was changed
/// in between. Files of read messages may be deleted by anyone.
package final class FileSink: NotificationSink {
  private static let folderName = "notifications"

  package let name = "file"
  private let folder: String

  /// `folder` is the watchfolder that holds the providers' folders.
  package init(folder: String) { self.folder = URL(fileURLWithPath: folder).path }

  package func deliver(_ notification: Notifications.Notification) async throws {
    do {
      let root = try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
      let provider = notification.provider.name
      if try !root.isFolder(provider) { _ = try root.folder(provider, create: true) }
      let home = try Descriptor.open(folder + "/" + provider, O_RDONLY | O_DIRECTORY)
      // Never a link: the provider may write here, and must not choose where we do.
      let messages = try home.folder(Self.folderName, create: true)!
      let ending = "-\(Self.short(notification.key)).md"
      if try messages.names().contains(where: { $0.hasSuffix(ending) }) { return }
      let name = "\(notification.createdAt.compact)-\(notification.kind.rawValue)\(ending)"
      try write(Self.text(notification), as: name, in: messages)
    } catch let error as SystemError {
      throw BoxOfficeError(
        code: "notification-not-written",
        message: "the message \(notification.key) could not be written to \(folder)/\(notification.provider)/"
          + "\(Self.folderName); see that there is room and that this user may write there. It will be tried again",
        cause: error)
    }
  }

  private func write(_ text: String, as name: String, in messages: Descriptor) throws {
    // One temporary name for each message, so that a crash leaves nothing that the next attempt does not replace.
    let temporary = ".\(name).tmp"
    try messages.remove(temporary)
    let file = try messages.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o644)
    try Data(text.utf8).withUnsafeBytes { try file.write($0) }
    try file.sync()
    try messages.rename(temporary, to: name, in: messages)
    try messages.sync()
  }

  static func text(_ notification: Notifications.Notification) -> String {
    """
    ---
    key: \(notification.key)
    kind: \(notification.kind.rawValue)
    provider: \(notification.provider)
    createdAt: \(notification.createdAt)
    ---

    # \(notification.subject)

    \(notification.body)
    """
  }

  private static func short(_ key: String) -> String { FileDigest.sha256(Data(key.utf8)).short }
}
