import Foundation

/// Runs every piece of a task on a new thread, so that tests of races are not at the mercy of a pool that other tests keep
/// busy: what may run at once does.
package final class ThreadPerJob: TaskExecutor {
  package init() {}

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let executor = asUnownedTaskExecutor()
    Thread.detachNewThread { job.runSynchronously(on: executor) }
  }
}
