import Foundation

/// Many counters of which most stay small: a byte each, so that four times as many are in the cache as with words.
///
/// A byte that wraps is carried: noted aside, once in 256 counts at most. Memory: a byte a counter, of which the system gives
/// only the pages that are counted in, and some 40 bytes for each counter that was carried.
package struct ByteCounters: ~Copyable {
  /// The counts below 256, for a hot loop: `bytes[index] &+= 1`, and where that gives 0, `carry(index)`.
  package let bytes: UnsafeMutablePointer<UInt8>
  package let count: Int
  private var carries: [Int: UInt64] = [:]

  /// All zero.
  package init(count: Int) {
    self.count = count
    guard let memory = calloc(max(1, count), 1) else { preconditionFailure("no memory for \(count) counters") }
    bytes = memory.bindMemory(to: UInt8.self, capacity: count)
  }

  deinit { free(bytes) }

  /// Notes that the byte at `index` has wrapped.
  @inline(never)
  package mutating func carry(_ index: Int) { carries[index, default: 0] += 1 }

  package subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count, "no such counter")
    return UInt64(bytes[index]) + (carries.isEmpty ? 0 : (carries[index] ?? 0) << 8)
  }
}
