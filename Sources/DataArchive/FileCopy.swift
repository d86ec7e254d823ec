/// A copy of a file, which can be read while it is made: its end first, where a zip has its directory, then from the start.
package final class FileCopy: @unchecked Sendable {
  // Sendable: the output is used by `run` alone, which is called once.
  /// What comes first; longer than any directory but of an archive with ten thousand files.
  private static let tailBytes: Int64 = 1 << 20

  package let path: String
  /// Of the whole file.
  package let bytes: Int64
  let arrival = ByteArrival()
  private let source: ReadOnlyFile
  private let output: OutputFile

  /// Opens the file at `source`; what is at `path` will be replaced. Nothing is copied before `run`.
  package init(of source: String, at path: String) throws {
    self.source = try ReadOnlyFile(path: source)
    self.path = path
    bytes = self.source.size
    output = try OutputFile(path: path)
    // So that who opens it sees its size.
    try output.extend(to: bytes)
  }

  /// Makes the copy, and makes it durable. To be called once.
  ///
  /// Every block of the copy is handed to `observer`, in order and on the calling thread, while another thread reads and
  /// writes ahead. A copy that could not be made whole, also because `observer` threw, is removed, and who waits for more of
  /// it gets the same error. Throws `BoxOfficeError` for failures of the disk.
  package func run(_ observer: (UnsafeRawBufferPointer) throws -> Void) throws {
    do {
      try ReadAhead.run(try Copier(self), observer)
      try output.sync()
      try output.finish()
    } catch {
      output.discard()
      arrival.fail(error)
      throw error
    }
  }

  private final class Copier: BlockProducer {
    private let copy: FileCopy
    /// The tail must not be read from the source again, which may have changed.
    private let written: ReadOnlyFile
    private let tailStart: Int64
    private var position: Int64 = 0

    init(_ copy: FileCopy) throws {
      self.copy = copy
      written = try ReadOnlyFile(path: copy.path)
      tailStart = max(0, copy.bytes - FileCopy.tailBytes)
      let tail = try copy.source.bytes(at: tailStart, count: Int(copy.bytes - tailStart))
      try copy.output.overwrite(tail, at: tailStart)
      copy.arrival.tailCame(tailStart..<copy.bytes)
    }

    func fill(_ block: UnsafeMutableRawBufferPointer) throws -> Int {
      let count = Int(min(Int64(block.count), copy.bytes - position))
      let new = Int(min(max(0, tailStart - position), Int64(count)))
      let newPart = UnsafeMutableRawBufferPointer(rebasing: block[..<new])
      try copy.source.read(newPart, at: position)
      try copy.output.write(UnsafeRawBufferPointer(newPart))
      try written.read(UnsafeMutableRawBufferPointer(rebasing: block[new..<count]), at: position + Int64(new))
      position += Int64(count)
      copy.arrival.frontCame(to: position)
      return count
    }
  }
}
