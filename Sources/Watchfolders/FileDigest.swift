import Crypto
import Domain
import Foundation
import Glibc

/// SHA-256 of bytes that come in pieces.
package struct FileDigest {
  /// Bytes read at a time: large enough that the calls do not count, small enough for the cache.
  private static let pieceBytes = 1 << 20

  private var hash = SHA256()

  package init() {}

  package mutating func update(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

  package func finish() -> ContentDigest { ContentDigest(bytes: hash.finalize()) }

  package static func sha256(_ data: Data) -> ContentDigest { ContentDigest(bytes: SHA256.hash(data: data)) }

  /// Digest and size of a local file. `check` is called before each piece; what it throws ends the reading.
  package static func sha256(
    ofFile path: String, check: () throws -> Void = { try Task.checkCancellation() }
  ) throws -> (digest: ContentDigest, bytes: Int64) {
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { file.closeFile() }
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceBytes, alignment: 64)
      defer { buffer.deallocate() }
      var digest = FileDigest()
      var bytes: Int64 = 0
      while true {
        try check()
        let count = read(file.fileDescriptor, buffer.baseAddress, buffer.count)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        if count == 0 { return (digest.finish(), bytes) }
        digest.update(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)))
        bytes += Int64(count)
      }
    } catch let error as CancellationError {
      throw error
    } catch {
      throw BoxOfficeError(
        code: "file-unreadable",
        message: "\(path) cannot be read; check that it is there and that this user may read it", cause: error)
    }
  }
}
