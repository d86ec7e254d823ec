import Watchfolders

/// The version of a file in a `FolderObjectStore`: its modification time in nanoseconds since 1970.
struct FolderVersion: Comparable {
  let number: Int64

  init(number: Int64) { self.number = number }

  init(_ status: FileStatus) { number = status.modified }

  /// `nil` if the version is none that this store has ever made, as a path that someone smuggles in would be.
  init?(_ version: ObjectVersion) { self.init(digits: version.id) }

  /// From a file name in `versions`; `nil` for names that are none of ours.
  init?(name: String) {
    guard name.utf8.first == UInt8(ascii: "@") else { return nil }
    self.init(digits: String(name.dropFirst()))
  }

  private init?(digits: String) {
    guard let number = Int64(digits), String(number) == digits else { return nil }
    self.number = number
  }

  var version: ObjectVersion { ObjectVersion(id: String(number)) }

  /// The file name in `versions/<key>`.
  var name: String { "@\(number)" }

  static func < (left: FolderVersion, right: FolderVersion) -> Bool { left.number < right.number }
}
