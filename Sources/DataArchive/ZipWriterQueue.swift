import Foundation
import Synchronization

/// A ring of blocks between the thread that makes bytes and the thread that compresses them.
///
/// Blocks are always handed over full, but for the last of an entry: what is compressed together, and so every byte of
/// the zip, does not depend on the pieces that were written. The blocks themselves need no lock: a block belongs to the
/// producer between `free` and `filled`, and to the consumer between `filled` and `free`.
final class ZipWriterQueue {
  private static let blocks = 8
  private static let blockBytes = 1 << 20

  private let shared: Shared
  private var current = 0
  private var used = 0
  private var hasBlock = false

  init(encoder: ZipWriterEncoder) {
    let shared = Shared(encoder: encoder)
    self.shared = shared
    let thread = Thread { shared.consume() }
    thread.name = "zip-writer"
    thread.start()
  }

  deinit {
    if !hasBlock { shared.free.wait() }
    shared.counts[current] = -1
    shared.filled.signal()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if !hasBlock {
        shared.free.wait()
        hasBlock = true
        used = 0
      }
      let count = min(rest.count, Self.blockBytes - used)
      (shared.memory + current * Self.blockBytes + used).copyMemory(from: rest.baseAddress!, byteCount: count)
      used += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if used == Self.blockBytes { try handOver() }
    }
  }

  /// Waits until everything written has been compressed; the encoder is then the caller's until the next `write`.
  func drain() throws {
    if hasBlock { try handOver() }
    for _ in 0..<Self.blocks { shared.free.wait() }
    for _ in 0..<Self.blocks { shared.free.signal() }
    try throwFailure()
  }

  private func handOver() throws {
    shared.counts[current] = used
    shared.filled.signal()
    hasBlock = false
    current = (current + 1) % Self.blocks
    try throwFailure()
  }

  private func throwFailure() throws {
    if let failure = shared.failure.withLock({ $0 }) { throw failure }
  }

  /// What both threads hold. Unchecked because of `memory`, `counts` and `encoder`: the semaphores hand them over.
  private final class Shared: @unchecked Sendable {
    let free = DispatchSemaphore(value: 0)
    let filled = DispatchSemaphore(value: 0)
    let memory: UnsafeMutableRawPointer
    /// Bytes in each block; -1 ends the thread.
    let counts: UnsafeMutablePointer<Int>
    let failure = Mutex<(any Error)?>(nil)
    private let encoder: ZipWriterEncoder

    init(encoder: ZipWriterEncoder) {
      self.encoder = encoder
      memory = .allocate(byteCount: ZipWriterQueue.blocks * ZipWriterQueue.blockBytes, alignment: 4096)
      counts = .allocate(capacity: ZipWriterQueue.blocks)
      counts.initialize(repeating: 0, count: ZipWriterQueue.blocks)
      for _ in 0..<ZipWriterQueue.blocks { free.signal() }
    }

    deinit {
      memory.deallocate()
      counts.deallocate()
    }

    /// After a failure blocks are taken and dropped, so that the producer is never left waiting.
    func consume() {
      var block = 0
      while true {
        filled.wait()
        let count = counts[block]
        if count < 0 { return }
        if failure.withLock({ $0 == nil }) {
          do {
            try encoder.add(UnsafeRawBufferPointer(start: memory + block * ZipWriterQueue.blockBytes, count: count))
          } catch {
            failure.withLock { $0 = error }
          }
        }
        free.signal()
        block = (block + 1) % ZipWriterQueue.blocks
      }
    }
  }
}
