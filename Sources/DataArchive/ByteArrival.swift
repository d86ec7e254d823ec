import Foundation

/// How far a file has come that one thread writes while others read it.
final class ByteArrival: @unchecked Sendable {
  // Sendable: the properties below the lock are used with it held.
  private let lock = NSCondition()
  /// The bytes from the start that are there.
  private var front: Int64 = 0
  /// Bytes at the end that came before all others.
  private var tail: Range<Int64> = 0..<0
  private var failure: (any Error)?

  /// Returns once these bytes are there. Throws what the writer failed with.
  func wait(for range: Range<Int64>) throws {
    lock.lock()
    defer { lock.unlock() }
    while range.upperBound > front, !(tail.lowerBound <= range.lowerBound && range.upperBound <= tail.upperBound) {
      if let failure { throw failure }
      lock.wait()
    }
  }

  func tailCame(_ range: Range<Int64>) { change { tail = range } }

  func frontCame(to end: Int64) { change { front = end } }

  /// No more comes.
  func fail(_ error: any Error) { change { failure = error } }

  private func change(_ body: () -> Void) {
    lock.lock()
    defer { lock.unlock() }
    body()
    lock.broadcast()
  }
}
