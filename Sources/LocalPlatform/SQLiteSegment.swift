import Synchronization

/// The pages of one table and its indexes, numbered from 0 until the segment has its place in the file.
///
/// Tables are made on several threads at once, and which is ready first differs from run to run; the bytes of the file must
/// not. So a segment waits in memory until those before it are in the file; from then on it is written as it grows.
final class SQLiteSegment: @unchecked Sendable {  // one thread has it at a time: its sink's, then the file's
  /// 64 pages, 256 KiB: written by one call.
  private final class Chunk {
    static let pageCount = 64
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: pageCount * SQLitePage.size, alignment: 4096)
    var count = 0
    /// Where the number of a page of this segment stands.
    var pointers: [Int] = []
    deinit { bytes.deallocate() }

    /// Room for one page, whose page numbers stand at `offsets`.
    func add(pointers offsets: [Int]) -> UnsafeMutableRawPointer {
      let start = count * SQLitePage.size
      for offset in offsets { pointers.append(start + offset) }
      count += 1
      return bytes + start
    }
  }

  private struct Root {
    let number: UInt32
    let chunk: Chunk
  }

  private let file: SQLitePageFile
  /// The page of the file on which the segment begins; `nil` until that is known.
  private let base: Mutex<UInt32?>
  private(set) var pageCount: UInt32 = 0
  private var chunks: [Chunk] = []
  private var roots: [Root] = []
  /// Pages that are in the file already.
  private var written: UInt32 = 0

  init(in file: SQLitePageFile, base: UInt32?) {
    self.file = file
    self.base = Mutex(base)
  }

  /// All segments before this one are in the file. Any thread may say so, whoever has the segment.
  func begins(at page: UInt32) { base.withLock { $0 = page } }

  /// Takes a copy of a sealed page and returns its number.
  func append(_ page: SQLitePage) throws -> UInt32 {
    try nextPage(pointers: page.pointers).copyMemory(from: page.bytes, byteCount: SQLitePage.size)
    return pageCount - 1
  }

  /// Writes what of a record does not stand in its cell on a chain of pages; returns the number of the first.
  func appendOverflow(_ bytes: UnsafeRawBufferPointer) throws -> UInt32 {
    let first = pageCount
    var rest = bytes
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(SQLitePage.size - 4))
      rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
      let page = try nextPage(pointers: rest.isEmpty ? [] : [0])
      page.storeBigEndian(rest.isEmpty ? 0 : pageCount, at: 0)
      (page + 4).copyMemory(from: piece.baseAddress!, byteCount: piece.count)
      let used = 4 + piece.count
      (page + used).initializeMemory(as: UInt8.self, repeating: 0, count: SQLitePage.size - used)
    }
    return first
  }

  /// Takes the root of a finished tree, whose page lies outside the segment.
  func setRoot(_ number: UInt32, _ page: SQLitePage) {
    let chunk = Chunk()
    chunk.add(pointers: page.pointers).copyMemory(from: page.bytes, byteCount: SQLitePage.size)
    roots.append(Root(number: number, chunk: chunk))
  }

  /// Writes everything; the segment begins at page `base`.
  func place(at base: UInt32) throws {
    try writeChunks(at: base)
    for root in roots {
      resolve(root.chunk, base)
      try file.write(UnsafeRawBufferPointer(start: root.chunk.bytes, count: SQLitePage.size), at: root.number)
    }
    roots = []
  }

  private func nextPage(pointers: [Int]) throws -> UnsafeMutableRawPointer {
    if chunks.last?.count ?? Chunk.pageCount == Chunk.pageCount {
      if let base = base.withLock({ $0 }) { try writeChunks(at: base) }
      chunks.append(Chunk())
    }
    pageCount += 1
    return chunks[chunks.count - 1].add(pointers: pointers)
  }

  private func writeChunks(at base: UInt32) throws {
    for chunk in chunks {
      resolve(chunk, base)
      try file.write(
        UnsafeRawBufferPointer(start: chunk.bytes, count: chunk.count * SQLitePage.size), of: written, from: base)
      written += UInt32(chunk.count)
    }
    chunks = []
  }

  /// Turns the segment's page numbers into those of the file.
  private func resolve(_ chunk: Chunk, _ base: UInt32) {
    for offset in chunk.pointers {
      chunk.bytes.storeBigEndian(file.number(of: chunk.bytes.loadBigEndian(at: offset), from: base), at: offset)
    }
  }
}
