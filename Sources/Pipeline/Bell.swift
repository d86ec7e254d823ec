import Synchronization

/// Wakes a task that waits. Rings that come while nobody waits are one ring, which the next wait hears at once.
///
/// An `AsyncStream` would not do: it ends for good when a task that waits for it is cancelled.
package final class Bell: Sendable {
  private struct State {
    var hasRung = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  package init() {}

  package func ring() {
    let waiter = state.withLock { state in
      state.hasRung = state.waiter == nil
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }

  /// Returns at the next ring, or when `time` is over, or when the task is cancelled. One task at a time may wait.
  package func wait(atMost time: Duration) async {
    await withTaskGroup(of: Void.self) { group in
      // A sleep that is cancelled has nothing more to wait for.
      group.addTask { try? await Task.sleep(for: time) }
      group.addTask { await self.wait() }
      await group.next()
      group.cancelAll()
    }
  }

  private func wait() async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if Task.isCancelled { return true }
          if state.hasRung {
            state.hasRung = false
            return true
          }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        defer { state.waiter = nil }
        return state.waiter
      }
      waiter?.resume()
    }
  }
}
