/// Stops work that takes too long.
package enum TimeLimit {
  package struct Exceeded: Error {}

  /// Runs `body` to its end, or cancels it when the time is over, waits until it has stopped, and throws `Exceeded`.
  package static func run<Result: Sendable>(
    _ limit: Duration, _ body: @escaping @Sendable () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body() }
      group.addTask {
        try await Task.sleep(for: limit)
        return nil
      }
      defer { group.cancelAll() }
      if case let result?? = try await group.next() { return result }
      group.cancelAll()
      do {
        // It may have been done all the same.
        if case let result?? = try await group.next() { return result }
      } catch is CancellationError {}
      throw Exceeded()
    }
  }
}
