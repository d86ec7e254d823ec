import Crypto
import Domain
import Foundation

/// A model CSV being written: hashed on its way to the disk.
struct ModelFile: ~Copyable {
  /// Rows are hashed and written so many bytes at a time: they are still in the cache.
  private static let flushedBytes = 1 << 18

  private let table: ModelTable
  private let path: String
  private let descriptor: Int32
  private var hash = SHA256()
  private var bytes: Int64 = 0
  /// Rows not written yet.
  var lines = ModelLines()

  /// Creates the table's file in `folder`, or empties it, with its header.
  init(_ table: ModelTable, in folder: String) throws {
    self.table = table
    path = folder + "/" + table.fileName
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure(path) }
    for column in table.columns { lines.add(column) }
    lines.endRow()
  }

  deinit { _ = Foundation.close(descriptor) }

  /// Ends a row; now and then the rows go to the disk.
  mutating func endRow() throws {
    lines.endRow()
    if lines.count >= Self.flushedBytes { try flush() }
  }

  /// Ends the file. Making it durable is the store's, which takes it over.
  mutating func finish() throws -> DeliveryManifest.Part {
    try flush()
    return DeliveryManifest.Part(name: table.fileName, bytes: bytes, sha256: ContentDigest(bytes: hash.finalize()))
  }

  private mutating func flush() throws {
    try write(lines.bytes)
    lines.clear()
  }

  private mutating func write(_ buffer: UnsafeRawBufferPointer) throws {
    hash.update(bufferPointer: buffer)
    bytes += Int64(buffer.count)
    var done = 0
    while done < buffer.count {
      let count = Foundation.write(descriptor, buffer.baseAddress! + done, buffer.count - done)
      if count < 0 {
        if errno == EINTR { continue }
        throw Self.failure(path)
      }
      done += count
    }
  }

  private static func failure(_ path: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "model-write-failed",
      message: "\(path) cannot be written: \(String(cString: strerror(errno))); check the folder and the free space")
  }
}
