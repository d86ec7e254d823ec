/// A copy of a file that is read once, although two want its bytes.
package enum FileCopy {
  /// Copies the file at `path` to `copy`, replacing what is there, and hands every block of the copy to `observer`, in order
  /// and on the calling thread, while another thread reads and writes ahead.
  ///
  /// The copy is not made durable. One that could not be made whole, also because `observer` threw, is removed. Throws
  /// `BoxOfficeError` for failures of the disk.
  package static func make(
    of path: String, at copy: String, observer: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let source = try ReadOnlyFile(path: path)
    let output = try OutputFile(path: copy)
    do {
      try ReadAhead.run(Copier(source, output), observer)
      try output.finish()
    } catch {
      output.discard()
      throw error
    }
  }

  /// Returns once the file at `path` is on the disk.
  package static func flush(_ path: String) throws { try ReadOnlyFile(path: path).sync() }

  private final class Copier: BlockProducer {
    private let source: ReadOnlyFile
    private let output: OutputFile

    init(_ source: ReadOnlyFile, _ output: OutputFile) {
      self.source = source
      self.output = output
    }

    func fill(_ block: UnsafeMutableRawBufferPointer) throws -> Int {
      let part = UnsafeMutableRawBufferPointer(
        rebasing: block[..<Int(min(Int64(block.count), source.size - output.position))])
      try source.read(part, at: output.position)
      try output.write(UnsafeRawBufferPointer(part))
      return part.count
    }
  }
}
