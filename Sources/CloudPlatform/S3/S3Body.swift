import AsyncHTTPClient
import Crypto
import NIOCore

/// What a request carries, with the SHA-256 that is signed and that the server checks: computed once, however often it is
/// sent.
struct S3Body: Sendable {
  let checksum: PartChecksum
  let content: HTTPClientRequest.Body

  init(_ bytes: ByteBuffer) {
    checksum = bytes.withUnsafeReadableBytes { PartChecksum($0) }
    content = .bytes(bytes)
  }

  /// A piece of a file, read twice: for its checksum, and when it is sent. Whatever its size, little of it is in memory; a
  /// file that changes in between is refused by the server.
  init(_ piece: FilePiece) throws {
    var hash = SHA256()
    var reader = piece.makeAsyncIterator()
    while let bytes = try reader.read() { bytes.withUnsafeReadableBytes { hash.update(bufferPointer: $0) } }
    checksum = PartChecksum(hash)
    content = .stream(piece, length: .known(piece.bytes))
  }
}
