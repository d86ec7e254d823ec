/// Something that comes in blocks.
protocol BlockProducer: AnyObject {
  /// Fills the block as far as there is something, and returns how much; less than the block has only at the end.
  func fill(_ block: UnsafeMutableRawBufferPointer) throws -> Int
}

/// Runs a producer on a thread of its own, ahead of the code that uses its blocks.
enum ReadAhead {
  /// Hands the producer's blocks to `body` in order, on the calling thread, and returns when the producer has ended.
  ///
  /// What the producer throws is thrown here after its good blocks were used. When `body` throws, the producer is stopped,
  /// within one block, before that error goes on. A task that is cancelled stops likewise.
  static func run(_ producer: any BlockProducer, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    let ring = BlockRing()
    let thread = try JoinedThread { [job = Job(producer)] in produce(job.producer, into: ring) }
    defer { thread.join() }
    do {
      while let block = try ring.next() {
        try Task.checkCancellation()
        try body(block)
        ring.release()
      }
    } catch {
      ring.stop()
      throw error
    }
  }

  private static func produce(_ producer: any BlockProducer, into ring: BlockRing) {
    do {
      while let block = ring.free() {
        let count = try producer.fill(block)
        if count > 0 { ring.publish(count) }
        if count < block.count { break }
      }
      ring.finish(.success(()))
    } catch {
      ring.finish(.failure(error))
    }
  }

  /// Carries the producer to its thread. Sendable because nobody else touches it between the thread's start and its join.
  private struct Job: @unchecked Sendable {
    let producer: any BlockProducer
    init(_ producer: any BlockProducer) { self.producer = producer }
  }
}
