import Fixtures
import Foundation
import Synchronization

/// API processes of which one at a time is killed, or stopped for longer than anybody waits for it and let go on with what
/// it had in hand; and the wall clock of everybody is set back and forth meanwhile.
final class TroubledProcesses: Sendable {
  struct Tally: Sendable {
    var kills = 0
    var stops = 0
    var clockChanges = 0
  }

  let ports: [UInt16]
  private let start: @Sendable (_ index: Int) throws -> BoxOfficeProcess
  private let processes: Mutex<[BoxOfficeProcess]>
  private let clock: SetClock?
  private let tally = Mutex(Tally())

  init(
    ports: [UInt16], clock: SetClock?, start: @escaping @Sendable (_ index: Int) throws -> BoxOfficeProcess
  ) async throws {
    self.ports = ports
    self.start = start
    self.clock = clock
    processes = Mutex(try ports.indices.map { try start($0) })
    for index in ports.indices { try await untilReady(index) }
  }

  var seen: Tally { tally.withLock { $0 } }

  /// Makes trouble until it is cancelled.
  func trouble() async throws {
    var random = SeededGenerator(seed: 11)
    while !Task.isCancelled {
      let index = Int.random(in: ports.indices, using: &random)
      if try clock?.set(by: Int.random(in: -100_000...100_000, using: &random)) != nil {
        tally.withLock { $0.clockChanges += 1 }
      }
      let pause = Duration.milliseconds(Int.random(in: 100...6_000, using: &random))
      if Int.random(in: 0..<3, using: &random) == 0 {
        let process = processes.withLock { $0[index] }
        process.kill(SIGKILL)
        _ = process.wait()
        tally.withLock { $0.kills += 1 }
        let new = try start(index)
        processes.withLock { $0[index] = new }
      } else {
        // Where it is stopped is for chance to say: with 64 readers it has answers in hand.
        let process = processes.withLock { $0[index] }
        process.kill(SIGSTOP)
        try? await Task.sleep(for: pause)
        process.kill(SIGCONT)
        tally.withLock { $0.stops += 1 }
      }
      // One at a time: without the other nobody could answer. The edge takes a second to see that it is back.
      do {
        try await untilReady(index)
        try await Task.sleep(for: .seconds(2))
      } catch is CancellationError {
        return
      }
    }
  }

  func end() {
    for process in processes.withLock({ $0 }) {
      process.kill(SIGTERM)
      _ = process.wait()
    }
  }

  private func untilReady(_ index: Int) async throws {
    let port = ports[index]
    var last = ""
    let isReady = try await eventually(within: 60) {
      do {
        let answer = try HTTPReader(port: port).get("/openapi.json")
        last = "\(answer.status) \(answer.text.prefix(200))"
        return answer.status == 200
      } catch {
        last = "\(error)"
        return false
      }
    }
    if !isReady {
      let process = processes.withLock { $0[index] }
      process.kill(SIGTERM)
      throw TestServerProgram.Failure("an API process does not come up: \(last); \(process.wait())")
    }
  }
}
