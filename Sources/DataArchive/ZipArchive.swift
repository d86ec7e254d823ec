import Domain

/// A `data.zip`, read strictly: the directory is the truth, and everything else must agree with it.
///
/// Nothing is unpacked to disk, and no declared size is ever allocated. All reading is at offsets of one open file, so that
/// an archive may be used from several threads, and goes on to be the same file when another takes its name.
///
/// Bytes between entries that belong to none are ignored, as every reader of directories does; bytes before the first
/// entry or behind the directory's end are refused.
package final class ZipArchive: Sendable {
  /// What findings about the whole archive call it.
  package static let fileName = "data.zip"

  /// The files in directory order; folders are checked like them and left out.
  package let entries: [ZipEntry]
  private let file: ReadOnlyFile

  /// Reads and checks the directory. Throws `ArchiveRefusal`, or `BoxOfficeError` where the file cannot be read.
  package convenience init(path: String, limits: ArchiveLimits) throws {
    try self.init(ReadOnlyFile(path: path), limits)
  }

  /// The same while the copy is made: reading waits for what has not come, and throws what the copying failed with.
  package convenience init(_ copy: FileCopy, limits: ArchiveLimits) throws {
    try self.init(ReadOnlyFile(path: copy.path, arrival: copy.arrival), limits)
  }

  private init(_ file: ReadOnlyFile, _ limits: ArchiveLimits) throws {
    self.file = file
    entries = try ZipDirectory.read(file, limits: limits)
  }

  /// Unpacks an entry: hands its bytes to `body`, in order, in blocks of 1 MiB (the last one shorter).
  ///
  /// A second thread inflates ahead of `body`, which runs on the calling thread. What `body` got counts only when `read` has
  /// returned: size and checksum are known at the end. Throws `ArchiveRefusal` when they are wrong, the data is damaged or
  /// more than was declared comes out; `BoxOfficeError` when the file cannot be read; what `body` throws, at once.
  package func read(_ entry: ZipEntry, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try ReadAhead.run(ZipEntryReader(entry, in: file), body)
  }

  /// Writes the entry as a gzip file, replacing what is at `path`: a deflated one by copying its stream, unchanged.
  ///
  /// The bytes depend on the entry's bytes only. Nothing is inflated, hence nothing checked: use `read` for that. `observer`
  /// sees every byte that is written, in order; what it throws ends the copy. A file that could not be written whole is
  /// removed. It is not made durable.
  package func copyAsGzip(
    _ entry: ZipEntry, to path: String, observer: (UnsafeRawBufferPointer) throws -> Void = { _ in }
  ) throws {
    let output = try OutputFile(path: path)
    do {
      try GzipCopy(entry: entry, from: file, to: output).run(observer)
      try output.finish()
    } catch {
      output.discard()
      throw error
    }
  }
}
