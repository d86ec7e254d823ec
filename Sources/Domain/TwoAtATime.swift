/// Runs jobs two at a time, beginning them in order. The first error is thrown; jobs that run are cancelled and waited for, the
/// others do not begin.
package func twoAtATime(_ jobs: [@Sendable () async throws -> Void]) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    var waiting = jobs[...]
    func begin() {
      if let job = waiting.popFirst() { group.addTask(operation: job) }
    }
    begin()
    begin()
    while try await group.next() != nil { begin() }
  }
}
