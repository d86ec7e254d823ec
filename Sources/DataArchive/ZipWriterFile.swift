import Domain
import Foundation

/// The file that a `ZipWriter` writes.
final class ZipWriterFile {
  private let path: String
  private var descriptor: Int32
  /// Bytes appended so far.
  private(set) var position: UInt64 = 0

  init(path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    if descriptor < 0 { throw failure() }
  }

  deinit {
    if descriptor >= 0 { _ = Foundation.close(descriptor) }
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    try write(bytes, at: position)
    position += UInt64(bytes.count)
  }

  func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  func overwrite(at offset: UInt64, with bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0, at: offset) }
  }

  /// Closes the file once its bytes are on the disk.
  func close() throws {
    let open = descriptor
    descriptor = -1
    guard fsync(open) == 0 else {
      let error = failure()
      _ = Foundation.close(open)
      throw error
    }
    guard Foundation.close(open) == 0 else { throw failure() }
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws {
    var done = 0
    while done < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
      if count < 0 {
        if errno == EINTR { continue }
        throw failure()
      }
      done += count
    }
  }

  private func failure() -> BoxOfficeError {
    BoxOfficeError(
      code: "zip-write-failed",
      message: "\(path) cannot be written: \(String(cString: strerror(errno))); check the folder and the free space")
  }
}
