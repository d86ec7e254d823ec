/// Does jobs two at a time, beginning them in order. The first error is thrown; jobs that run are cancelled and waited for, the
/// others do not begin.
package func twoAtATime<Job: Sendable>(
  _ jobs: [Job], _ run: @escaping @Sendable (Job) async throws -> Void
) async throws {
  try await withThrowingTaskGroup(of: Void.self) { group in
    var waiting = jobs[...]
    func begin() {
      if let job = waiting.popFirst() { group.addTask { try await run(job) } }
    }
    begin()
    begin()
    while try await group.next() != nil { begin() }
  }
}
