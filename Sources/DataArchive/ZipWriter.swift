import CISAL
import Domain
import Foundation

/// Writes a zip to a local path in one pass: an entry is begun, its bytes are written in pieces, the next begins.
///
/// Compressing runs on a second thread, behind a ring of blocks, so that making the bytes and compressing them overlap.
/// Sizes and checksums are patched into the local header when an entry ends; there are no data descriptors, which some
/// readers do not follow. Times are fixed at 1980-01-01, so that the same content gives the same bytes. Memory is the ring
/// (8 MiB) and one output block, whatever the size. Errors are `BoxOfficeError` with code `zip-write-failed`.
package final class ZipWriter {
  /// How the bytes of an entry are kept.
  package enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  private let file: ZipWriterFile
  private let encoder: ZipWriterEncoder
  private let queue: ZipWriterQueue
  /// Sizes and offsets from here on are written in zip64 form: those fields mean "look there" in the 32-bit ones.
  private let zip64Threshold: UInt64
  private var entries: [ZipWriterEntry] = []
  private var isEntryOpen = false

  /// Creates the file, or empties it.
  package convenience init(path: String) throws {
    try self.init(path: path, zip64Threshold: UInt64(UInt32.max))
  }

  /// For tests, which cannot write 4 GiB each time: a lower `zip64Threshold`.
  package init(path: String, zip64Threshold: UInt64) throws {
    file = try ZipWriterFile(path: path)
    encoder = ZipWriterEncoder(file: file)
    queue = ZipWriterQueue(encoder: encoder)
    self.zip64Threshold = zip64Threshold
  }

  /// Begins an entry of at most `limit` bytes. Where that may pass 4 GiB the header has room for 64-bit sizes.
  package func begin(_ name: String, method: Method = .deflated, atMost limit: Int64 = .max) throws {
    try endEntry()
    // Deflate falls back to stored blocks, whose headers add less than 1 in 4,096 bytes.
    let worst = UInt64(limit) + UInt64(limit) / 4096 + 1024
    let entry = ZipWriterEntry(
      name: Array(name.utf8), method: method, offset: file.position, isZip64: worst >= zip64Threshold, limit: limit)
    try file.append(entry.localHeader)
    encoder.begin(method: method)
    entries.append(entry)
    isEntryOpen = true
  }

  /// Adds bytes to the entry begun last.
  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    precondition(isEntryOpen, "write before begin")
    try queue.write(bytes)
  }

  package func write(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try write($0) }
  }

  /// Ends the last entry, writes the directory, and makes all of it durable.
  package func finish() throws {
    try endEntry()
    let start = file.position
    for entry in entries {
      try file.append(entry.directoryHeader(zip64Threshold: zip64Threshold))
    }
    try file.append(
      ZipWriterEntry.endOfDirectory(
        entries: entries.count, start: start, bytes: file.position - start, zip64Threshold: zip64Threshold))
    try file.close()
  }

  private func endEntry() throws {
    guard isEntryOpen else { return }
    isEntryOpen = false
    try queue.drain()
    try encoder.end()
    let last = entries.count - 1
    entries[last].crc32 = encoder.crc32
    entries[last].compressedBytes = encoder.compressedBytes
    entries[last].uncompressedBytes = encoder.uncompressedBytes
    guard encoder.uncompressedBytes <= UInt64(entries[last].limit) else {
      throw BoxOfficeError(
        code: "zip-write-failed",
        message: """
          \(String(decoding: entries[last].name, as: UTF8.self)) has \(encoder.uncompressedBytes) bytes, more than \
          the \(entries[last].limit) it was begun with; begin it with a higher limit
          """)
    }
    try file.overwrite(at: entries[last].offset, with: entries[last].localHeader)
  }
}
