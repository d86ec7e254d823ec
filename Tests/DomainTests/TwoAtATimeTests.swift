import Domain
import Synchronization
import Testing

@Suite("Jobs two at a time")
struct TwoAtATimeTests {
  struct Failure: Error {}

  @Test("All run, begun in order, and never more than two at once", arguments: [0, 1, 2, 3, 9])
  func all(_ count: Int) async throws {
    let state = Mutex((begun: [Int](), running: 0, most: 0))
    let jobs = (0..<count).map { number in
      { @Sendable in
        state.withLock { state in
          state.begun.append(number)
          state.running += 1
          state.most = max(state.most, state.running)
        }
        for _ in 0..<100 { await Task.yield() }
        state.withLock { $0.running -= 1 }
      }
    }
    try await twoAtATime(jobs)
    #expect(state.withLock { $0.begun.sorted() } == Array(0..<count))
    #expect(state.withLock { $0.running } == 0)
    #expect(state.withLock { $0.most } <= 2)
  }

  @Test("Two run side by side: each may wait for the other")
  func sideBySide() async throws {
    let (stream, continuation) = AsyncStream<Int>.makeStream()
    try await twoAtATime([
      { for await _ in stream {} },
      { continuation.finish() },
    ])
  }

  @Test("An error ends the job beside it, and those that wait do not begin")
  func error() async throws {
    let hasBegun = Mutex(false)
    let wasCancelled = Mutex(false)
    await #expect(throws: Failure.self) {
      try await twoAtATime([
        {
          do {
            try await Task.sleep(for: .seconds(3600))
          } catch {
            wasCancelled.withLock { $0 = true }
            throw error
          }
        },
        { throw Failure() },
        { hasBegun.withLock { $0 = true } },
      ])
    }
    #expect(wasCancelled.withLock { $0 })
    #expect(!hasBegun.withLock { $0 })
  }
}
