import SystemPackage

/// An open file of this machine, closed when the last reference to it goes. Throws `Errno`.
final class LocalFile: Sendable {
  let path: String
  /// A number, since a `FileDescriptor` may not be shared between tasks; reading at offsets may.
  private let number: CInt

  init(reading path: String) throws {
    self.path = path
    number = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec, .noFollow]).rawValue
  }

  init(creating path: String) throws {
    self.path = path
    number = try FileDescriptor.open(
      FilePath(path), .readWrite, options: [.create, .exclusiveCreate, .closeOnExec], permissions: .ownerReadWrite
    ).rawValue
  }

  deinit { try? FileDescriptor(rawValue: number).close() }  // what was written counts only after `sync`

  /// Fills `buffer` from `offset` on; returns fewer bytes only at the end of the file.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws -> Int {
    var filled = 0
    while filled < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
      let count = try FileDescriptor(rawValue: number).read(fromAbsoluteOffset: offset + Int64(filled), into: rest)
      if count == 0 { break }
      filled += count
    }
    return filled
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws { try FileDescriptor(rawValue: number).writeAll(bytes) }

  func bytes() throws -> Int64 { try FileDescriptor(rawValue: number).seek(offset: 0, from: .end) }
}
