import Fixtures
import Pipeline
import Synchronization
import Testing

@Suite("Turns", .ownThreads)
struct TurnQueueTests {
  /// Lets a test say when a turn ends.
  private final class Gate: Sendable {
    private let bell = Bell()
    func open() { bell.ring() }
    func pass() async { await bell.wait(atMost: .seconds(60)) }
  }

  private final class Diary: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func note(_ line: String) { lines.withLock { $0.append(line) } }
  }

  /// Turns that go on, the most that ever did at once, and all.
  private final class Counts: Sendable {
    private let counts = Mutex<(now: Int, most: Int, all: Int)>((0, 0, 0))
    var most: Int { counts.withLock { $0.most } }
    var all: Int { counts.withLock { $0.all } }
    func begin() { counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) } }
    func end() { counts.withLock { $0.now -= 1 } }
  }

  @Test("who has waited longest is next, and who asks again is behind all who wait")
  func order() async throws {
    let queue = TurnQueue(atOnce: 1)
    let diary = Diary()
    let gates = ["flood": Gate(), "a": Gate(), "b": Gate(), "flood again": Gate(), "c": Gate()]
    try await withThrowingTaskGroup(of: Void.self) { group in
      // Given one turn that goes on, and others who ask one after the other
      for (index, name) in ["flood", "a", "b", "flood again", "c"].enumerated() {
        group.addTask {
          try await queue.take { turn in
            diary.note("\(name) after \(turn.overtakenBy)")
            await gates[name]!.pass()
          }
        }
        #expect(try await eventually { index == 0 ? diary.all.count == 1 : queue.waiting == index })
      }
      // When the turns end
      for gate in gates.values { gate.open() }
      try await group.waitForAll()
    }
    // Then each has waited for those before it and for nobody else. (The first turn began before the others asked.)
    #expect(diary.all == ["flood after 0", "a after 0", "b after 1", "flood again after 2", "c after 3"])
  }

  @Test("no more go on at once than are allowed, and all get theirs", arguments: [1, 3])
  func bounded(atOnce: Int) async throws {
    let queue = TurnQueue(atOnce: atOnce)
    let counts = Counts()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<30 {
        group.addTask {
          try await queue.take { _ in
            counts.begin()
            // The first turns stay until as many go on as may.
            while counts.most < atOnce { await Task.yield() }
            counts.end()
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(counts.most == atOnce)
    #expect(counts.all == 30)
  }

  @Test("a turn that fails, or is cancelled while it is waited for, is given back")
  func givenBack() async throws {
    struct Failure: Error {}
    let queue = TurnQueue(atOnce: 1)
    await #expect(throws: Failure.self) { try await queue.take { _ in throw Failure() } }
    // Given a turn that goes on, and two who wait
    let (began, gate) = (Gate(), Gate())
    let holder = Task {
      try await queue.take { _ in
        began.open()
        await gate.pass()
      }
    }
    await began.pass()
    let first = Task { try await queue.take { _ in "first" } }
    #expect(try await eventually { queue.waiting == 1 })
    let second = Task { try await queue.take { _ in "second" } }
    #expect(try await eventually { queue.waiting == 2 })
    // When one of them is cancelled, then it waits no more, and the other has its turn.
    first.cancel()
    await #expect(throws: CancellationError.self) { try await first.value }
    #expect(queue.waiting == 1)
    gate.open()
    try await holder.value
    #expect(try await second.value == "second")
    // Who is cancelled already does not wait at all.
    let never = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await queue.take { _ in "never" }
    }
    await #expect(throws: CancellationError.self) { try await never.value }
    #expect(try await queue.take { _ in "still free" } == "still free")
  }
}
