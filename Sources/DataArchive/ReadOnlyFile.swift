import Domain
import Foundation

/// An open file that is read at offsets only, so that threads may share it.
final class ReadOnlyFile: Sendable {
  let path: String
  /// The size when it was opened.
  let size: Int64
  private let descriptor: Int32
  /// Of a file that is still being written.
  private let arrival: ByteArrival?

  init(path: String, arrival: ByteArrival? = nil) throws(BoxOfficeError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)  // a FIFO must not hang us
    guard descriptor >= 0 else { throw Self.error("cannot be opened", path, errno: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw Self.error("cannot be examined", path, errno: code)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw BoxOfficeError(code: "file-unreadable", message: "\(path) is no regular file; give the path of a file")
    }
    self.path = path
    self.arrival = arrival
    self.descriptor = descriptor
    size = Int64(status.st_size)
  }

  deinit { close(descriptor) }

  /// Fills the whole buffer with the bytes from `offset`; the caller has checked that they are within `size`. Of a file
  /// that is being written, waits for them, or throws what the writer failed with.
  func read(_ buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws {
    try arrival?.wait(for: offset..<offset + Int64(buffer.count))
    var done = 0
    while done < buffer.count {
      let count = pread(descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.error("cannot be read at byte \(offset + Int64(done))", path, errno: errno) }
      guard count > 0 else {
        throw BoxOfficeError(
          code: "file-changed",
          message: "\(path) ended at byte \(offset + Int64(done)) although it had \(size) bytes when it was opened; "
            + "something changed it while it was read: try again when it is at rest")
      }
      done += count
    }
  }

  func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    try bytes.withUnsafeMutableBytes { try read($0, at: offset) }
    return bytes
  }

  private static func error(_ what: String, _ path: String, errno code: Int32) -> BoxOfficeError {
    BoxOfficeError(
      code: "file-unreadable",
      message: "\(path) \(what): \(String(cString: strerror(code))); check that it exists and may be read")
  }
}
