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
      // One at a time: without the other nobody could answer.
      try await untilReady(index)
      try? await Task.sleep(for: .seconds(2))
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
    let isReady = try await eventually(within: 120) {
      Loopback.isListening(port) && (try? HTTPReader(port: port).get("/v1/p0/years.csv").status) == 200
    }
    if !isReady {
      throw TestServerProgram.Failure("an API process does not come up: \(processes.withLock { $0[index].said })")
    }
  }
}

/// The wall clock of programs that are started with its environment, set by a test; their monotonic clocks go on.
struct SetClock: Sendable {
  private static let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"
  private let file: String

  /// `nil` if libfaketime is not installed (scripts/servers/varnish installs it).
  init?(in folder: TemporaryFolder) throws {
    guard FileManager.default.fileExists(atPath: Self.library) else { return nil }
    file = folder("clock")
    try set(by: 0)
  }

  var environment: [String: String] {
    [
      "LD_PRELOAD": Self.library, "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1", "DONT_FAKE_MONOTONIC": "1",
    ]
  }

  func set(by seconds: Int) throws {
    try Data("\(seconds < 0 ? "-" : "+")\(abs(seconds))s\n".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }
}
