import Domain

/// Writes a zip to a local path in one pass: an entry is begun, its bytes are written in pieces, the next begins.
///
/// Compressing runs on a second thread, behind a ring of blocks, so that making the bytes and compressing them overlap.
/// Sizes and checksums are patched into the local header when an entry ends; there are no data descriptors, which some
/// readers do not follow. Times are fixed at 1980-01-01, so that the same content gives the same bytes. Memory is the ring
/// (8 MiB) and one output block, whatever the size. Errors are `BoxOfficeError`: `file-unwritable`, `zip-write-failed`, `thread-failed`.
package final class ZipWriter {
  /// How the bytes of an entry are kept.
  package enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  private let file: OutputFile
  private let encoder: ZipWriterEncoder
  /// Sizes and offsets from here on are written in zip64 form: those fields mean "look there" in the 32-bit ones.
  private let zip64Threshold: UInt64
  private var entries: [ZipWriterEntry] = []
  /// Takes the bytes of the entry that is open.
  private var pipe: ZipWriterPipe?

  /// Creates the file, or empties it.
  package convenience init(path: String) throws {
    try self.init(path: path, zip64Threshold: UInt64(UInt32.max))
  }

  /// For tests, which cannot write 4 GiB each time: a lower `zip64Threshold`.
  package init(path: String, zip64Threshold: UInt64) throws {
    file = try OutputFile(path: path)
    encoder = ZipWriterEncoder(file: file)
    self.zip64Threshold = zip64Threshold
  }

  /// Begins an entry of at most `limit` bytes. Where that may pass 4 GiB the header has room for 64-bit sizes.
  package func begin(_ name: String, method: Method = .deflated, atMost limit: Int64 = .max) throws {
    precondition(limit >= 0 && name.utf8.count <= UInt16.max, "an entry has a name of less than 64 KiB, and some room")
    try endEntry()
    // Deflate falls back to stored blocks, whose headers add less than 1 in 4,096 bytes.
    let worst = UInt64(limit) + UInt64(limit) / 4096 + 1024
    let entry = ZipWriterEntry(
      name: Array(name.utf8), method: method, offset: UInt64(file.position), isZip64: worst >= zip64Threshold,
      limit: UInt64(limit))
    try file.write(entry.localHeader)
    encoder.begin(method: method)
    entries.append(entry)
    pipe = try ZipWriterPipe(into: encoder)
  }

  /// Adds bytes to the entry begun last.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    guard let pipe else { preconditionFailure("write before begin") }
    try pipe.write(bytes)
  }

  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Ends the last entry, writes the directory, and returns once all of it is on the disk.
  package func finish() throws {
    try endEntry()
    let start = UInt64(file.position)
    for entry in entries {
      try file.write(entry.directoryHeader(zip64Threshold: zip64Threshold))
    }
    try file.write(
      ZipWriterEntry.endOfDirectory(
        entries: entries.count, start: start, bytes: UInt64(file.position) - start, zip64Threshold: zip64Threshold))
    try file.sync()
    try file.finish()
  }

  private func endEntry() throws {
    guard let pipe else { return }
    self.pipe = nil
    try pipe.end()
    try encoder.end()
    var entry = entries.removeLast()
    entry.crc32 = encoder.crc32
    entry.compressedBytes = encoder.compressedBytes
    entry.uncompressedBytes = encoder.uncompressedBytes
    guard entry.uncompressedBytes <= entry.limit else {
      throw BoxOfficeError(
        code: "zip-write-failed",
        message: """
          \(String(decoding: entry.name, as: UTF8.self)) has \(entry.uncompressedBytes) bytes, more than the \
          \(entry.limit) it was begun with; begin it with a higher limit
          """)
    }
    try file.overwrite(entry.localHeader, at: Int64(entry.offset))
    entries.append(entry)
  }
}
