import Domain
import Synchronization

/// A value that is read from somewhere else and may be used for one lease, counted from before it was read.
///
/// However many ask at once, one read is under way. Once half the lease is over the next one to ask starts a read ahead
/// and does not wait for it, so that under load nobody waits.
final class Leased<Value: Sendable>: Sendable {
  /// One reading as a whole: an answer is made from one of them, never from two.
  struct Reading: Sendable {
    let value: Value
    let takenAt: Duration
    let expiresAt: Duration

    func holds(at now: Duration) -> Bool { now < expiresAt }
  }

  private struct State {
    var reading: Reading?
    var refresh: Task<Reading, any Error>?
    /// Rises with each `renew`: what was begun before is no longer kept.
    var generation = 0
  }

  private let state = Mutex(State())
  private let lease: Duration
  private let clock: MonotonicClock
  private let read: @Sendable () async throws -> Value

  init(lease: Duration, clock: MonotonicClock, read: @escaping @Sendable () async throws -> Value) {
    self.lease = lease
    self.clock = clock
    self.read = read
  }

  /// The last reading, whether it still holds or not.
  var latest: Reading? { state.withLock { $0.reading } }

  /// The reading if it holds, without waiting.
  func current() -> Reading? {
    let now = clock.now()
    return state.withLock { state in
      guard let reading = state.reading, reading.holds(at: now) else { return nil }
      if now - reading.takenAt > lease / 2, state.refresh == nil { state.refresh = begin(state.generation) }
      return reading
    }
  }

  /// A reading that holds. Throws what the read threw, or `read-too-slow` when reading takes longer than the lease.
  func reading() async throws -> Reading {
    if let reading = current() { return reading }
    // The first read may have been begun by somebody else, so long ago that its lease is nearly over.
    for _ in 0..<2 {
      let reading = try await underWay().value
      if reading.holds(at: clock.now()) { return reading }
    }
    throw BoxOfficeError(
      code: "read-too-slow",
      message: "reading took longer than the lease of \(lease) during which a reading may be used;"
        + " look at the load of the store that it is read from")
  }

  /// A reading that was begun after this call.
  func refreshed() async throws -> Reading {
    // What the read under way finds, or fails with, is of no interest: it was begun before.
    if let earlier = state.withLock({ $0.refresh }) { _ = await earlier.result }
    return try await underWay().value
  }

  /// Ends the reading's lease and begins another: the value is said to have changed. Who waits for the one under way gets
  /// that.
  func renew() {
    state.withLock { state in
      state.generation += 1
      // It stays the latest there is, should the next one fail.
      state.reading = state.reading.map { Reading(value: $0.value, takenAt: $0.takenAt, expiresAt: $0.takenAt) }
      state.refresh = begin(state.generation)
    }
  }

  private func underWay() -> Task<Reading, any Error> {
    state.withLock { state in
      if let refresh = state.refresh { return refresh }
      let refresh = begin(state.generation)
      state.refresh = refresh
      return refresh
    }
  }

  /// Not a child of the request that happens to start it: others wait for it too.
  private func begin(_ generation: Int) -> Task<Reading, any Error> {
    Task {
      let takenAt = clock.now()
      do {
        let reading = Reading(value: try await read(), takenAt: takenAt, expiresAt: takenAt + lease)
        keep(reading, generation)
        return reading
      } catch {
        keep(nil, generation)
        throw error
      }
    }
  }

  /// Ends a read: with what it found, or with nothing.
  private func keep(_ reading: Reading?, _ generation: Int) {
    state.withLock { state in
      guard state.generation == generation else { return }
      if let reading { state.reading = reading }
      state.refresh = nil
    }
  }
}
