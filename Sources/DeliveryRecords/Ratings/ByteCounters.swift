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
  package let count: Int

  /// All zero.
  package init(count: Int) {
    self.count = count
    bytes = Self.zeroed(count)
    carries = Self.zeroed(count)
  }

  deinit {
    free(bytes)
    free(carries)
  }

  /// Notes that the byte at `index` has wrapped.
  @inline(never)
  package func carry(_ index: Int) { carries[index] += 1 }

  package subscript(index: Int) -> UInt64 {
    precondition(index >= 0 && index < count, "no such counter")
    return UInt64(bytes[index]) | UInt64(carries[index]) << 8
  }

  private static func zeroed<Number: FixedWidthInteger>(_ count: Int) -> UnsafeMutablePointer<Number> {
    guard let memory = calloc(max(1, count), MemoryLayout<Number>.stride) else {
      preconditionFailure("no memory for \(count) counters")
    }
    return memory.bindMemory(to: Number.self, capacity: count)
  }
}
