import Foundation

/// Many counters of which most stay small: a byte each, so that four times as many are in the cache as with words.
///
/// A byte that wraps is carried, once in 256 counts at most. Memory: a byte a counter, and four more where counters were
/// carried; of both the system gives only the pages that are counted in.
package struct ByteCounters: ~Copyable {
  /// The counts below 256, for a hot loop: `bytes[index] &+= 1`, and where that gives 0, `carry(index)`.
  package let bytes: UnsafeMutablePointer<UInt8>
  /// How often each byte has wrapped: counts up to 2^40.
  private let carries: UnsafeMutablePointer<UInt32>
  /// 1 for 64 counters of which one was carried: so that the carries of few are looked at.
  private let carried: UnsafeMutablePointer<UInt8>
  package let count: Int

  /// All zero.
  package init(count: Int) {
    self.count = count
    bytes = Self.zeroed(count)
    carries = Self.zeroed(count)
    carried = Self.zeroed(count / 64 + 1)
  }

  deinit {
    free(bytes)
    free(carries)
    free(carried)
  }

  /// Notes that the byte at `index` has wrapped.
  @inline(never)
  package func carry(_ index: Int) {
    carries[index] += 1
    carried[index / 64] = 1
  }

  package subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count, "no such counter")
    return UInt64(bytes[index]) | UInt64(carries[index]) << 8
  }

  /// Adds neighbouring counters to `sums`, from the first on, as many as those are and at most 64; false when all are zero.
  package func add(from first: Int, to sums: inout [UInt64]) -> Bool {
    precondition(first >= 0 && first + sums.count <= count && sums.count <= 64, "no such counters")
    let row = UnsafeBufferPointer(start: bytes + first, count: sums.count)
    guard carried[first / 64] | carried[(first + sums.count) / 64] == 0 else {
      var any: UInt64 = 0
      for offset in sums.indices {
        sums[offset] += self[first + offset]
        any |= self[first + offset]
      }
      return any > 0
    }
    guard (row.reduce(0) { $0 | $1 }) > 0 else { return false }
    for (offset, count) in row.enumerated() { sums[offset] += UInt64(count) }
    return true
  }

  private static func zeroed<Number: FixedWidthInteger>(_ count: Int) -> UnsafeMutablePointer<Number> {
    guard let memory = calloc(max(1, count), MemoryLayout<Number>.stride) else {
      preconditionFailure("no memory for \(count) counters")
    }
    return memory.bindMemory(to: Number.self, capacity: count)
  }
}
