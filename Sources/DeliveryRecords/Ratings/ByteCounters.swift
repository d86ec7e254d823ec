import Foundation

/// Many counters of which most stay small: a byte each, so that four times as many are in the cache as with words.
///
/// A byte that wraps is carried, once in 256 counts at most. Memory: a byte a counter, of which the system gives only the pages
/// that are counted in, and 256 bytes for each 64 counters of which one was carried.
package struct ByteCounters: ~Copyable {
  /// The counts below 256, for a hot loop: `bytes[index] &+= 1`, and where that gives 0, `carry(index)`.
  package let bytes: UnsafeMutablePointer<UInt8>
  /// How often bytes have wrapped, for counts up to 2^40, in blocks of 64 neighbours; the first block is that of nobody.
  ///
  /// Packed, because few are carried: spread out like the bytes, each would take a page of memory for itself.
  private var carries = [UInt32](repeating: 0, count: blockSize)
  /// Where in `carries` the block of 64 counters is; 0 when none of them was carried.
  private let blocks: UnsafeMutablePointer<UInt32>
  package let count: Int
  private static let blockSize = 64

  /// All zero.
  package init(count: Int) {
    self.count = count
    bytes = Self.zeroed(count)
    blocks = Self.zeroed(count / Self.blockSize + 1)
  }

  deinit {
    free(bytes)
    free(blocks)
  }

  /// Notes that the byte at `index` has wrapped.
  @inline(never)
  package mutating func carry(_ index: Int) {
    var block = Int(blocks[index / Self.blockSize])
    if block == 0 {
      block = carries.count
      carries.append(contentsOf: repeatElement(0, count: Self.blockSize))
      blocks[index / Self.blockSize] = UInt32(block)
    }
    carries[block + index % Self.blockSize] += 1
  }

  package subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count, "no such counter")
    let block = Int(blocks[index / Self.blockSize])
    return UInt64(bytes[index]) | UInt64(carries[block + index % Self.blockSize]) << 8
  }

  /// Adds neighbouring counters to `sums`, from the first on, as many as those are and at most 64; false when all are zero.
  package func add(from first: Int, to sums: UnsafeMutableBufferPointer<UInt64>) -> Bool {
    precondition(first >= 0 && first + sums.count <= count && 1...64 ~= sums.count, "no such counters")
    let row = UnsafeBufferPointer(start: bytes + first, count: sums.count)
    guard blocks[first / Self.blockSize] | blocks[(first + sums.count - 1) / Self.blockSize] == 0 else {
      var any: UInt64 = 0
      for offset in sums.indices {
        sums[offset] += self[first + offset]
        any |= self[first + offset]
      }
      return any > 0
    }
    guard Self.hasCounts(row) else { return false }
    for (offset, count) in row.enumerated() { sums[offset] &+= UInt64(count) }
    return true
  }

  /// Whether any byte is not zero, eight at once: mostly none is.
  private static func hasCounts(_ row: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(row)
    guard raw.count >= 8 else { return raw.contains { $0 > 0 } }
    var any = raw.loadUnaligned(fromByteOffset: raw.count - 8, as: UInt64.self)
    for offset in stride(from: 0, to: raw.count - 8, by: 8) {
      any |= raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }
    return any > 0
  }

  private static func zeroed<Number: FixedWidthInteger>(_ count: Int) -> UnsafeMutablePointer<Number> {
    guard let memory = calloc(max(1, count), MemoryLayout<Number>.stride) else {
      preconditionFailure("no memory for \(count) counters")
    }
    return memory.bindMemory(to: Number.self, capacity: count)
  }
}
