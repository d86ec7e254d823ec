import CISAL
import Domain

/// Turns the bytes of one entry after another into what stands in the zip, by ISA-L, and counts and checks them.
///
/// Used by one thread at a time: the pipe's while an entry is open, the writer's between entries.
final class ZipWriterEncoder {
  private let file: OutputFile
  private let stream: UnsafeMutablePointer<isal_zstream>
  private let levelBuffer: UnsafeMutableRawBufferPointer
  private let output: UnsafeMutableRawBufferPointer
  private var method = ZipWriter.Method.stored
  private var start: Int64 = 0
  private(set) var crc32: UInt32 = 0
  private(set) var uncompressedBytes: UInt64 = 0

  var compressedBytes: UInt64 { UInt64(file.position - start) }

  /// Level 1 needs 4 KiB and a table of 8,192 16-bit hashes, and room for the tokens of a block, 4 bytes each: with 256k of
  /// them, four times its default, Huffman tables are written for about 1 MiB of text at a time.
  private static let levelBufferBytes = 4096 + 2 * 8192 + 4 * (256 << 10)

  init(file: OutputFile) {
    self.file = file
    stream = .allocate(capacity: 1)
    levelBuffer = .allocate(byteCount: Self.levelBufferBytes, alignment: 64)
    output = .allocate(byteCount: 256 << 10, alignment: 64)
  }

  deinit {
    stream.deallocate()
    levelBuffer.deallocate()
    output.deallocate()
  }

  func begin(method: ZipWriter.Method) {
    self.method = method
    start = file.position
    crc32 = 0
    uncompressedBytes = 0
    isal_deflate_init(stream)
    stream.pointee.level = 1
    stream.pointee.level_buf = levelBuffer.baseAddress!.assumingMemoryBound(to: UInt8.self)
    stream.pointee.level_buf_size = UInt32(levelBuffer.count)
  }

  /// Blocks are far below ISA-L's limit of 4 GiB.
  func add(_ block: UnsafeRawBufferPointer) throws {
    guard let bytes = block.baseAddress?.assumingMemoryBound(to: UInt8.self), block.count > 0 else { return }
    crc32 = crc32_gzip_refl(crc32, bytes, UInt64(block.count))
    uncompressedBytes += UInt64(block.count)
    switch method {
    case .stored: try file.write(block)
    case .deflated:
      stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes)  // C's missing const: it is only read
      stream.pointee.avail_in = UInt32(block.count)
      try deflate()
    }
  }

  func end() throws {
    guard method == .deflated else { return }
    stream.pointee.end_of_stream = 1
    stream.pointee.avail_in = 0
    try deflate()
  }

  private func deflate() throws {
    repeat {
      stream.pointee.next_out = output.baseAddress!.assumingMemoryBound(to: UInt8.self)
      stream.pointee.avail_out = UInt32(output.count)
      let status = isal_deflate(stream)
      guard status == COMP_OK else {
        throw BoxOfficeError(
          code: "zip-write-failed",
          message: "compressing failed with ISA-L status \(status); this is a defect, report it")
      }
      try file.write(UnsafeRawBufferPointer(rebasing: output[..<(output.count - Int(stream.pointee.avail_out))]))
    } while stream.pointee.avail_out == 0
  }
}
