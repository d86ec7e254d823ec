import Foundation

/// Runs the stages on threads of their own, as many as have something to do.
///
/// Stages read files, inflate and wait for locks: on Swift's shared threads, of which there is one per core, that would
/// keep the API from answering. Dispatch's concurrent queues would not do either: on Linux they, too, run one block per
/// core, and a second one that waits for the disk keeps the third from computing.
package final class StageExecutor: TaskExecutor, @unchecked Sendable {
  package static let shared = StageExecutor()

  /// How long a thread waits for the next job before it ends.
  private static let idleSeconds: TimeInterval = 10

  // Sendable: the properties below the lock are used with it held.
  private let lock = NSCondition()
  /// In the order they came; jobs are few and long.
  private var jobs: [UnownedJob] = []
  /// Threads that wait for a job.
  private var idle = 0

  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    lock.lock()
    defer { lock.unlock() }
    jobs.append(job)
    // Those that wait are woken for the jobs before this one, too.
    if jobs.count > idle {
      Thread.detachNewThread { self.runJobs() }
    } else {
      lock.signal()
    }
  }

  private func runJobs() {
    let executor = asUnownedTaskExecutor()
    while let job = next() { job.runSynchronously(on: executor) }
  }

  /// The next job; `nil` if none came for a while.
  private func next() -> UnownedJob? {
    lock.lock()
    defer { lock.unlock() }
    let end = Date(timeIntervalSinceNow: Self.idleSeconds)
    while jobs.isEmpty {
      idle += 1
      defer { idle -= 1 }
      if !lock.wait(until: end), jobs.isEmpty { return nil }
    }
    return jobs.removeFirst()
  }
}
