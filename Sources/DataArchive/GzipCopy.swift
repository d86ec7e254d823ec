/// Writes an entry of a zip as a gzip file without recompressing it: a gzip member is a deflate stream, as in the zip,
/// between a header and a trailer of its own (RFC 1952).
final class GzipCopy {
  /// DEFLATE, no flags, no time, no name, unknown system: so that equal entries are equal files.
  static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  /// Bytes of one stored deflate block; its length has 16 bits.
  static let storedBlockSize: Int64 = 65_535

  private let entry: ZipEntry
  private let file: ReadOnlyFile
  private let output: OutputFile
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)

  init(entry: ZipEntry, from file: ReadOnlyFile, to output: OutputFile) {
    self.entry = entry
    self.file = file
    self.output = output
  }

  deinit { buffer.deallocate() }

  /// `observer` sees what is written.
  func run(_ observer: (UnsafeRawBufferPointer) throws -> Void) throws {
    func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes(write) }
    func write(_ bytes: UnsafeRawBufferPointer) throws {
      try observer(bytes)
      try output.write(bytes)
    }

    try write(Self.header)
    switch entry.method {
    case .deflated: try copy(0..<entry.compressedBytes, write)
    case .stored: try copyAsStoredBlocks(write)
    }
    var trailer: [UInt8] = []
    trailer.append(littleEndian: entry.crc32)
    trailer.append(littleEndian: UInt32(truncatingIfNeeded: entry.uncompressedBytes))
    try write(trailer)
  }

  private func copyAsStoredBlocks(_ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    var at: Int64 = 0
    repeat {
      let end = min(at + Self.storedBlockSize, entry.uncompressedBytes)
      let length = UInt16(end - at)
      var head: [UInt8] = [end == entry.uncompressedBytes ? 1 : 0]  // last block or not; type 0
      head.append(littleEndian: length)
      head.append(littleEndian: ~length)
      try head.withUnsafeBytes(write)
      try copy(at..<end, write)
      at = end
    } while at < entry.uncompressedBytes
  }

  /// Copies a range of the entry's packed bytes.
  private func copy(_ range: Range<Int64>, _ write: (UnsafeRawBufferPointer) throws -> Void) throws {
    var at = range.lowerBound
    while at < range.upperBound {
      try Task.checkCancellation()
      let part = UnsafeMutableRawBufferPointer(
        rebasing: buffer[..<Int(min(Int64(buffer.count), range.upperBound - at))])
      try file.read(part, at: entry.dataOffset + at)
      try write(UnsafeRawBufferPointer(part))
      at += Int64(part.count)
    }
  }
}
