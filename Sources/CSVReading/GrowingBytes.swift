import Foundation

/// A byte buffer that grows by doubling and is never zeroed; large ones grow in place (`mremap`), without a second copy.
struct GrowingBytes: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var count = 0
  private var capacity: Int

  init() {
    capacity = 4096
    start = Self.resized(nil, to: capacity)
  }

  deinit { free(start) }

  mutating func append(_ source: UnsafePointer<UInt8>, count added: Int) {
    reserve(count + added)
    memcpy(start + count, source, added)
    count += added
  }

  mutating func reserve(_ wanted: Int) {
    guard wanted > capacity else { return }
    capacity = max(wanted, capacity * 2)
    start = Self.resized(start, to: capacity)
  }

  mutating func shorten(to newCount: Int) { count = min(count, newCount) }

  private static func resized(_ old: UnsafeMutablePointer<UInt8>?, to capacity: Int) -> UnsafeMutablePointer<UInt8> {
    guard let new = realloc(old, capacity) else {
      preconditionFailure("no memory for \(capacity) bytes of one CSV record")
    }
    return new.assumingMemoryBound(to: UInt8.self)
  }
}
