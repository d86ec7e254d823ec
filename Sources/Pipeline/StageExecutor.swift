import Dispatch

/// Runs the stages on threads of their own.
///
/// Stages read files, inflate and wait for locks: on Swift's shared threads, of which there is one per core, that would
/// keep the API from answering.
package final class StageExecutor: TaskExecutor {
  package static let shared = StageExecutor()

  private let queue = DispatchQueue(label: "boxoffice.stages", attributes: .concurrent)

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    queue.async { job.runSynchronously(on: executor) }
  }
}
