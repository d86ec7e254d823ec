import Foundation
import Glibc

/// Small documents that are replaced as a whole: a reader sees the old or the new one, also after a crash.
enum DurableFile {
  /// Writes `data` aside, makes it durable, and gives it its name; durable with its name when this returns.
  ///
  /// For one writer of a name at a time: the file aside is always the same, so that a crash leaves at most one, which the
  /// next write replaces.
  static func replace(_ name: String, in folder: Descriptor, with data: Data) throws {
    let aside = name + ".new"
    do {
      let file = try folder.open(aside, O_WRONLY | O_CREAT | O_TRUNC)
      try data.withUnsafeBytes { try file.write($0) }
      try file.sync()
    }
    try folder.rename(aside, to: name, in: folder)
    try folder.sync()
  }

  /// The file's content; `nil` if there is none of that name.
  static func content(of name: String, in folder: Descriptor) throws -> Data? {
    // Documents are replaced and never removed, so that what is there can be opened.
    guard try folder.status(of: name) != nil else { return nil }
    let file = try folder.open(name, O_RDONLY)
    var data = Data(count: Int(try file.status().bytes))
    var count = 0
    while count < data.count {
      let size = try data.withUnsafeMutableBytes { bytes in
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[count...]), at: Int64(count))
      }
      if size == 0 { break }
      count += size
    }
    return data.prefix(count)
  }
}
