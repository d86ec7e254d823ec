import Fixtures
import Foundation
import Glibc
import Synchronization

/// The way from an API process to the edge, on which an answer now and then is held for longer than anybody waits: what a
/// process does that is stopped when its answer is made and not yet sent, at a moment that chance seldom meets.
final class HoldingLine: Sendable {
  private final class Dice: Sendable {
    let random: Mutex<SeededGenerator>
    let held = Mutex(0)

    init(seed: UInt64) { random = Mutex(SeededGenerator(seed: seed)) }

    /// Seconds to hold an answer; `nil` to let it through.
    func hold() -> Double? {
      let seconds = random.withLock { random in
        Int.random(in: 0..<50, using: &random) == 0 ? Double.random(in: 1...6, using: &random) : nil
      }
      if seconds != nil { held.withLock { $0 += 1 } }
      return seconds
    }
  }

  let port: UInt16
  private let listener: Int32
  private let dice: Dice

  init(to target: UInt16, seed: UInt64) throws {
    (listener, port) = try Loopback.listen()
    dice = Dice(seed: seed)
    let (listener, dice) = (listener, dice)
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        guard let server = Loopback.connect(port: target) else {
          close(client)
          continue
        }
        let halves = DispatchGroup()
        Self.pump(from: client, to: server, halves) { nil }
        Self.pump(from: server, to: client, halves, hold: dice.hold)
        halves.notify(queue: .global()) {
          close(client)
          close(server)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  /// How many answers were held.
  var held: Int { dice.held.withLock { $0 } }

  private static func pump(
    from source: Int32, to sink: Int32, _ halves: DispatchGroup, hold: @escaping @Sendable () -> Double?
  ) {
    halves.enter()
    Thread.detachNewThread {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = recv(source, &buffer, buffer.count, 0)
        guard count > 0 else { break }
        if let seconds = hold() { Thread.sleep(forTimeInterval: seconds) }
        guard buffer.withUnsafeBytes({ Loopback.send(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: sink) }) else {
          break
        }
      }
      shutdown(source, Int32(SHUT_RDWR))
      shutdown(sink, Int32(SHUT_RDWR))
      halves.leave()
    }
  }
}
