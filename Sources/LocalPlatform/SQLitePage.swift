/// One page of an index b-tree that is being filled in key order: cells from its end downward, their offsets from its head
/// upward. <https://www.sqlite.org/fileformat2.html#b_tree_pages>
///
/// Every table of ours is WITHOUT ROWID, hence of the same kind of tree as an index. Page numbers in it are those of the
/// segment and become those of the file when the segment is placed.
final class SQLitePage {
  /// SQLite's default.
  static let size = 4096

  let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
  /// The cell that was taken out of this page to stand above it.
  let divider = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
  /// Where in the page the number of another page stands.
  private(set) var pointers: [Int] = []
  private let isLeaf: Bool
  private var headerSize: Int { isLeaf ? 8 : 12 }
  private var cellCount = 0
  private var contentStart = size
  /// The last cell's length without child and padding, and whether it ends in the number of an overflow page.
  private var lastLength = 0
  private var lastOverflows = false

  init(isLeaf: Bool) {
    self.isLeaf = isLeaf
    clear()
  }

  deinit {
    bytes.deallocate()
    divider.deallocate()
  }

  /// Whether a cell of `length` bytes has room, with its offset and its child.
  func fits(_ length: Int) -> Bool {
    contentStart - headerSize - 2 * cellCount >= Self.space(length, isLeaf) + 2
  }

  /// Room for a cell of `length` bytes; the caller writes them. A `child` stands before them on a page that is no leaf.
  func addCell(_ length: Int, overflows: Bool, child: UInt32? = nil) -> UnsafeMutableRawPointer {
    contentStart -= Self.space(length, isLeaf)
    bytes.storeBigEndian(UInt16(contentStart), at: headerSize + 2 * cellCount)
    cellCount += 1
    var start = contentStart
    if let child {
      bytes.storeBigEndian(child, at: start)
      pointers.append(start)
      start += 4
    }
    if overflows { pointers.append(start + length - 4) }
    lastLength = length
    lastOverflows = overflows
    return bytes + start
  }

  /// Moves the last cell to `divider`. On a page that is no leaf its child becomes the page's last.
  func takeLastCell() -> (length: Int, overflows: Bool) {
    if lastOverflows { pointers.removeLast() }
    if !isLeaf {
      pointers.removeLast()
      lastChild = bytes.loadBigEndian(at: contentStart)
    }
    divider.copyMemory(from: bytes + contentStart + (isLeaf ? 0 : 4), byteCount: lastLength)
    contentStart += Self.space(lastLength, isLeaf)
    cellCount -= 1
    bytes.storeBigEndian(UInt16(0), at: headerSize + 2 * cellCount)
    return (lastLength, lastOverflows)
  }

  /// The child behind the last cell.
  var lastChild: UInt32 = 0

  /// Writes the head: the page is as it is to be in the file.
  func seal() {
    bytes.storeBytes(of: isLeaf ? 0x0A : 0x02, as: UInt8.self)
    bytes.storeBigEndian(UInt16(cellCount), at: 3)
    bytes.storeBigEndian(UInt16(contentStart), at: 5)
    if !isLeaf {
      bytes.storeBigEndian(lastChild, at: 8)
      pointers.append(8)
    }
  }

  func clear() {
    memsetZero(bytes, Self.size)
    pointers.removeAll(keepingCapacity: true)
    cellCount = 0
    contentStart = Self.size
  }

  /// A cell takes at least four bytes, so that it can be freed.
  private static func space(_ length: Int, _ isLeaf: Bool) -> Int { isLeaf ? max(length, 4) : length + 4 }
}

private func memsetZero(_ bytes: UnsafeMutableRawPointer, _ count: Int) {
  bytes.initializeMemory(as: UInt8.self, repeating: 0, count: count)
}

extension UnsafeMutableRawPointer {
  func storeBigEndian<Number: FixedWidthInteger & BitwiseCopyable>(_ value: Number, at offset: Int) {
    storeBytes(of: value.bigEndian, toByteOffset: offset, as: Number.self)
  }

  func loadBigEndian(at offset: Int) -> UInt32 {
    UInt32(bigEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
}
