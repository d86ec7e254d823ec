import NIOCore

/// A part of a file, as buffers of a quarter of a megabyte; can be gone through any number of times.
struct FilePiece: AsyncSequence, Sendable {
  let file: LocalFile
  let offset: Int64
  let bytes: Int64

  /// The file became shorter while it was being read.
  struct CutShort: Error {}

  func makeAsyncIterator() -> Iterator { Iterator(file: file, offset: offset, end: offset + bytes) }

  struct Iterator: AsyncIteratorProtocol {
    private static let bufferBytes: Int64 = 1 << 18

    let file: LocalFile
    var offset: Int64
    let end: Int64

    mutating func next() async throws -> ByteBuffer? { try read() }

    mutating func read() throws -> ByteBuffer? {
      guard offset < end else { return nil }
      let wanted = Int(Swift.min(Self.bufferBytes, end - offset))
      var buffer = ByteBufferAllocator().buffer(capacity: wanted)
      let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { room in
        try file.read(into: UnsafeMutableRawBufferPointer(rebasing: room.prefix(wanted)), at: offset)
      }
      guard count == wanted else { throw CutShort() }
      offset += Int64(count)
      return buffer
    }
  }
}
