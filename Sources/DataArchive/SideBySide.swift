/// Two pieces of blocking work at once.
package enum SideBySide {
  /// Runs `beside` on a thread of its own and `here` on the calling thread, and returns when both have ended.
  ///
  /// Neither stops the other: whoever wants that shares a flag with both. Throws only if no thread can be started, before
  /// either has begun.
  package static func run<Beside, Here>(
    _ beside: () throws -> Beside, _ here: () throws -> Here
  ) throws -> (beside: Result<Beside, any Error>, here: Result<Here, any Error>) {
    try withoutActuallyEscaping(beside) { beside in
      let job = Job(beside)
      let thread = try JoinedThread { job.run() }
      let here = Result(catching: here)
      thread.join()
      // The thread has ended, and before that it has set the result.
      return (job.result!, here)
    }
  }

  /// Both values, or the failure of the one that failed first, where that one then stopped the other, which was cancelled.
  package static func values<Beside, Here>(
    _ results: (beside: Result<Beside, any Error>, here: Result<Here, any Error>)
  ) throws -> (Beside, Here) {
    if case (.failure(is CancellationError), .failure(let error)) = results { throw error }
    return (try results.beside.get(), try results.here.get())
  }

  /// Carries the work to its thread and the result back. Sendable because between the thread's start and its join nobody
  /// else touches it.
  private final class Job<Value>: @unchecked Sendable {
    private let work: () throws -> Value
    private(set) var result: Result<Value, any Error>?

    init(_ work: @escaping () throws -> Value) { self.work = work }

    func run() { result = Result(catching: work) }
  }
}
