import Synchronization

/// The bytes of one entry on their way to the thread that compresses them.
///
/// Blocks are always handed over full, but for the last: what is compressed together, and so every byte of the zip, does
/// not depend on the pieces that were written.
final class ZipWriterPipe {
  private let ring = BlockRing()
  private let outcome = Outcome()
  private let thread: JoinedThread
  /// The block being filled, and how far.
  private var block: UnsafeMutableRawBufferPointer?
  private var used = 0
  private var isEnded = false

  init(into encoder: ZipWriterEncoder) throws {
    thread = try JoinedThread { [ring, outcome, job = Job(encoder: encoder)] in
      do {
        while let block = try ring.next() {
          try job.encoder.add(block)
          ring.release()
        }
      } catch {
        outcome.failure.withLock { $0 = error }
        ring.stop()
      }
    }
  }

  /// An entry that is given up ends its thread too.
  deinit {
    guard !isEnded else { return }
    ring.finish(.success(()))
    thread.join()
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      if block == nil {
        guard let free = ring.free() else { return try end() }  // the other thread failed: join it, and throw its error
        block = free
        used = 0
      }
      guard let block else { return }
      let count = min(rest.count, block.count - used)
      (block.baseAddress! + used).copyMemory(from: rest.baseAddress!, byteCount: count)
      used += count
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      if used == block.count { publish() }
    }
  }

  /// Returns once everything written has been compressed; the encoder is then the caller's again.
  func end() throws {
    guard !isEnded else { return }
    isEnded = true
    if block != nil { publish() }
    ring.finish(.success(()))
    thread.join()
    if let failure = outcome.failure.withLock({ $0 }) { throw failure }
  }

  private func publish() {
    ring.publish(used)
    block = nil
  }

  private final class Outcome: Sendable {
    let failure = Mutex<(any Error)?>(nil)
  }

  /// Carries the encoder to its thread. Sendable because nobody else touches it between the thread's start and its join.
  private struct Job: @unchecked Sendable {
    let encoder: ZipWriterEncoder
  }
}
