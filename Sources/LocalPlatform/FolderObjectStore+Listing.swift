import Domain
import Watchfolders

extension FolderObjectStore {
  /// The current objects, in no particular order.
  func current(prefix: String) throws -> [ObjectInfo] {
    var found: [ObjectInfo] = []
    try walk(objects, prefix: prefix) { path, _, status in
      guard let key = ObjectKey(path), path.utf8.starts(with: prefix.utf8) else { return }
      found.append(
        ObjectInfo(key: key, version: FolderVersion(status).version, bytes: status.bytes, isCurrent: true))
    }
    return found
  }

  func allVersions(prefix: String) throws -> [ObjectInfo] {
    var found = try current(prefix: prefix).map { (info: $0, number: FolderVersion($0.version)!.number) }
    let newest = Dictionary(uniqueKeysWithValues: found.map { ($0.info.key, $0.number) })
    try walk(history, prefix: prefix) { path, name, status in
      let parent = String(path.dropLast(name.utf8.count + 1))
      guard let version = FolderVersion(name: name), let key = ObjectKey(parent),
        parent.utf8.starts(with: prefix.utf8),
        newest[key] != version.number  // the second name that a crash in `put` left to the current version
      else { return }
      let info = ObjectInfo(key: key, version: version.version, bytes: status.bytes, isCurrent: false)
      found.append((info, version.number))
    }
    return found.sorted {
      $0.info.key == $1.info.key ? $0.number > $1.number : $0.info.key < $1.info.key
    }.map(\.info)
  }

  /// Visits the regular files below `tree` whose path can start with `prefix`, with path, name and status.
  private func walk(
    _ tree: Descriptor, prefix: String, _ visit: (String, String, FileStatus) throws -> Void
  ) throws {
    // The whole parts of the prefix name a folder; what follows the last slash is the beginning of names in it.
    var parts = prefix.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let start = parts.popLast() ?? ""
    var folder = tree
    for part in parts {
      guard ObjectKey(part) != nil, let next = try folder.folder(ifThere: part) else { return }
      folder = next
    }
    let path = parts.map { $0 + "/" }.joined()
    try walk(folder, path: path, visit) { $0.utf8.starts(with: start.utf8) || $0.utf8.first == UInt8(ascii: "@") }
  }

  private func walk(
    _ folder: Descriptor, path: String, _ visit: (String, String, FileStatus) throws -> Void,
    where isWanted: (String) -> Bool
  ) throws {
    for name in try folder.names() where isWanted(name) {
      guard let status = try folder.status(of: name) else { continue }
      switch status.kind {
      case .file: try visit(path + name, name, status)
      case .folder:
        guard let inner = try folder.folder(ifThere: name) else { continue }
        try walk(inner, path: path + name + "/", visit) { _ in true }
      case .symbolicLink, .special: continue
      }
    }
  }
}
