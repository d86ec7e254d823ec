import Domain
import Foundation

/// A new file that is written from front to back; bytes that are there can be overwritten.
final class OutputFile {
  private let path: String
  private var descriptor: Int32
  /// Bytes written so far.
  private(set) var position: Int64 = 0

  init(path: String) throws(BoxOfficeError) {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.error("cannot be created", path) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  func write(_ buffer: UnsafeRawBufferPointer) throws(BoxOfficeError) {
    try write(buffer, at: position)
    position += Int64(buffer.count)
  }

  func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

  /// Replaces bytes written before.
  func overwrite(_ bytes: [UInt8], at offset: Int64) throws { try bytes.withUnsafeBytes { try write($0, at: offset) } }

  /// Gives the file its size before its bytes are there.
  func extend(to size: Int64) throws(BoxOfficeError) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Self.error("cannot be written", path) }
  }

  /// Returns once what was written is on the disk.
  func sync() throws(BoxOfficeError) {
    guard fsync(descriptor) == 0 else { throw Self.error("cannot be written", path) }
  }

  /// Closes the file; some file systems report a failed write only here.
  func finish() throws(BoxOfficeError) {
    let result = close(descriptor)
    descriptor = -1
    guard result == 0 else { throw Self.error("cannot be written", path) }
  }

  /// Removes what was written.
  func discard() { unlink(path) }

  private func write(_ buffer: UnsafeRawBufferPointer, at offset: Int64) throws(BoxOfficeError) {
    var done = 0
    while done < buffer.count {
      let count = pwrite(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.error("cannot be written", path) }
      done += count
    }
  }

  private static func error(_ what: String, _ path: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "file-unwritable",
      message: "\(path) \(what): \(String(cString: strerror(errno))); check the folder's permissions and free space")
  }
}
