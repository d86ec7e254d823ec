import Synchronization

/// Lets a bounded number of turns go on at once, and whoever has waited longest have the next.
///
/// A provider asks for one turn at a time and works at most one delivery in it, so that each gets one turn in as many as
/// there are providers asking, however much another sends.
package final class TurnQueue: Sendable {
  /// What a turn is told of its wait.
  package struct Turn: Sendable {
    /// Turns that began between the asking and this one: fewer than there were others asking or at work.
    package let overtakenBy: Int
  }

  private struct Waiting {
    let number: Int
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var free: Int
    /// In the order in which they asked.
    var waiting: [Waiting] = []
    var asked = 0
    var begun = 0
  }

  private let state: Mutex<State>

  /// - Parameter atOnce: turns that may go on at the same time, at least one.
  package init(atOnce: Int) { state = Mutex(State(free: max(1, atOnce))) }

  /// Those that wait now.
  package var waiting: Int { state.withLock { $0.waiting.count } }

  /// Waits for a turn, and runs `body` in it. Throws `CancellationError` if the task is cancelled while it waits.
  package func take<Result: Sendable>(_ body: (Turn) async throws -> Result) async throws -> Result {
    let (number, askedAt) = state.withLock { state in
      state.asked += 1
      return (state.asked, state.begun)
    }
    let hasTurn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let answer: Bool? = state.withLock { state in
          // Seen here, or else the handler finds it among those that wait.
          if Task.isCancelled { return false }
          guard state.free > 0 else {
            state.waiting.append(Waiting(number: number, continuation: continuation))
            return nil
          }
          state.free -= 1
          return true
        }
        if let answer { continuation.resume(returning: answer) }
      }
    } onCancel: {
      cancel(number)
    }
    guard hasTurn else { throw CancellationError() }
    defer { giveBack() }
    let begunBefore = state.withLock { state in
      state.begun += 1
      return state.begun - 1
    }
    return try await body(Turn(overtakenBy: begunBefore - askedAt))
  }

  private func cancel(_ number: Int) {
    let waiter = state.withLock { state -> Waiting? in
      guard let index = state.waiting.firstIndex(where: { $0.number == number }) else { return nil }
      return state.waiting.remove(at: index)
    }
    waiter?.continuation.resume(returning: false)
  }

  private func giveBack() {
    let next = state.withLock { state -> Waiting? in
      guard !state.waiting.isEmpty else {
        state.free += 1
        return nil
      }
      return state.waiting.removeFirst()
    }
    next?.continuation.resume(returning: true)
  }
}
