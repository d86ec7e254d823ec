import Foundation
import Pipeline
import Synchronization
import Testing

private final class Counter: Sendable {
  private let count = Atomic(0)
  var value: Int { count.load(ordering: .relaxed) }
  func increment() { count.add(1, ordering: .relaxed) }
}

@Suite("The stages' threads")
struct StageExecutorTests {
  @Test("are as many as have something to do: jobs that block keep no other from running")
  func blocking() async throws {
    // More than any machine has cores that would lend a pool its threads by itself.
    let count = 4 * ProcessInfo.processInfo.activeProcessorCount + 4
    let executor = StageExecutor()
    let begun = Counter()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<count {
        group.addTask(executorPreference: executor) {
          begun.increment()
          // Blocks its thread until all others have begun, too.
          while begun.value < count { usleep(1000) }
        }
      }
    }
    #expect(begun.value == count)
  }

  @Test("run what comes when others have ended")
  func again() async {
    let executor = StageExecutor()
    for round in 0..<50 {
      #expect(await Task(executorPreference: executor) { round }.value == round)
    }
  }
}
