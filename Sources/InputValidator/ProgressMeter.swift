import Synchronization

/// Adds up what has been read, by one thread or several, and tells the caller once per block.
final class ProgressMeter: Sendable {
  private let progress: Mutex<InputValidator.Progress>
  private let stopped = Atomic(false)
  private let report: (@Sendable (InputValidator.Progress) -> Void)?

  init(bytesTotal: Int64, report: (@Sendable (InputValidator.Progress) -> Void)?) {
    progress = Mutex(InputValidator.Progress(bytesDone: 0, bytesTotal: bytesTotal, records: 0))
    self.report = report
  }

  /// A block of `bytes` with the ends of `records` records was read. Throws `CancellationError` once the work was stopped:
  /// by `stop`, or because the calling task was cancelled.
  func advance(bytes: Int, records: Int) throws {
    if Task.isCancelled { stop() }
    try checkIsWanted()
    progress.withLock { progress in
      progress.bytesDone += Int64(bytes)
      progress.records += records
      // Under the lock, so that what is reported never goes back.
      report?(progress)
    }
  }

  func checkIsWanted() throws {
    if stopped.load(ordering: .relaxed) { throw CancellationError() }
  }

  /// Ends every reading at its next block.
  func stop() { stopped.store(true, ordering: .relaxed) }
}
