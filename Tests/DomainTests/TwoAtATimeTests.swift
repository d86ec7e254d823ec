import Domain
import Synchronization
import Testing

@Suite("Jobs two at a time")
struct TwoAtATimeTests {
  struct Failure: Error {}

  @Test("All run, begun in order, and never more than two at once", arguments: [0, 1, 2, 3, 9])
  func all(_ count: Int) async throws {
    let state = Mutex((begun: [Int](), running: 0, most: 0))
    try await twoAtATime(Array(0..<count)) { number in
      state.withLock { state in
        state.begun.append(number)
        state.running += 1
        state.most = max(state.most, state.running)
      }
      for _ in 0..<100 { await Task.yield() }
      state.withLock { $0.running -= 1 }
    }
    #expect(state.withLock { $0.begun.sorted() } == Array(0..<count))
    #expect(state.withLock { $0.running } == 0)
    #expect(state.withLock { $0.most } <= 2)
  }

  @Test("Two run side by side: each may wait for the other")
  func sideBySide() async throws {
    let (stream, continuation) = AsyncStream<Int>.makeStream()
    try await twoAtATime([0, 1]) { number in
      if number == 0 { for await _ in stream {} } else { continuation.finish() }
    }
  }

  @Test("An error ends the job beside it, and those that wait do not begin")
  func error() async throws {
    let begun = Mutex(Set<Int>())
    let wasCancelled = Mutex(false)
    await #expect(throws: Failure.self) {
      try await twoAtATime([0, 1, 2]) { number in
        begun.withLock { _ = $0.insert(number) }
        if number == 1 { throw Failure() }
        do {
          try await Task.sleep(for: .seconds(3600))
        } catch {
          wasCancelled.withLock { $0 = true }
          throw error
        }
      }
    }
    #expect(wasCancelled.withLock { $0 })
    #expect(begun.withLock { $0 } == [0, 1])
  }
}
