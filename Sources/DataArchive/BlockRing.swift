import Foundation

/// A ring of blocks between one thread that fills them and one that uses them up.
///
/// Eight blocks of 1 MiB: enough for neither side to wait for the other's hiccups, small enough to stay in a cache that two
/// cores share. The lock is taken twice a block, about a thousand times for a gigabyte.
final class BlockRing: @unchecked Sendable {
  // Sendable: every property below the lock is used with it held; a block's memory belongs to the producer from `free` to
  // `publish`, and to the consumer from `next` to `release`.
  static let blockCount = 8
  static let blockSize = 1 << 20

  private let memory = UnsafeMutableRawPointer.allocate(byteCount: blockCount * blockSize, alignment: 4096)
  private let lock = NSCondition()
  /// Blocks published and released, counted from the start.
  private var published = 0
  private var released = 0
  private var counts = [Int](repeating: 0, count: blockCount)
  /// How the producer ended, once it has.
  private var end: Result<Void, any Error>?
  private var isStopped = false

  deinit { memory.deallocate() }

  // MARK: The producer's side

  /// The next block to fill; waits for one. nil when the consumer wants no more.
  func free() -> UnsafeMutableRawBufferPointer? {
    lock.lock()
    defer { lock.unlock() }
    while published - released == Self.blockCount, !isStopped { lock.wait() }
    return isStopped ? nil : block(published)
  }

  /// Hands over the block that `free` gave, with `count` bytes in it.
  func publish(_ count: Int) {
    lock.lock()
    defer { lock.unlock() }
    counts[published % Self.blockCount] = count
    published += 1
    lock.signal()
  }

  /// Nothing more comes, for good or for this error.
  func finish(_ end: Result<Void, any Error>) {
    lock.lock()
    defer { lock.unlock() }
    self.end = end
    lock.signal()
  }

  // MARK: The consumer's side

  /// The next block in order; waits for one. nil at the end; throws the producer's error after its last block.
  func next() throws -> UnsafeRawBufferPointer? {
    lock.lock()
    defer { lock.unlock() }
    while published == released {
      if let end {
        try end.get()
        return nil
      }
      lock.wait()
    }
    return UnsafeRawBufferPointer(rebasing: block(released)[..<counts[released % Self.blockCount]])
  }

  /// Gives the block that `next` gave back to the producer.
  func release() {
    lock.lock()
    defer { lock.unlock() }
    released += 1
    lock.signal()
  }

  /// Lets the producer end at its next block.
  func stop() {
    lock.lock()
    defer { lock.unlock() }
    isStopped = true
    lock.signal()
  }

  private func block(_ number: Int) -> UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(
      start: memory + number % Self.blockCount * Self.blockSize, count: Self.blockSize)
  }
}
