import Synchronization

/// Adds up what has been read, by one thread or several, and tells the caller once per block.
final class ProgressMeter: Sendable {
  private let progress: Mutex<InputValidator.Progress>
  private let stop: StopFlag
  private let report: (@Sendable (InputValidator.Progress) -> Void)?

  init(bytesTotal: Int64, stop: StopFlag, report: (@Sendable (InputValidator.Progress) -> Void)?) {
    self.stop = stop
    progress = Mutex(InputValidator.Progress(bytesDone: 0, bytesTotal: bytesTotal, records: 0))
    self.report = report
  }

  /// A block of `bytes` with the ends of `records` records was read. Throws `CancellationError` once the work was stopped:
  /// by the flag, or because the calling task was cancelled.
  func advance(bytes: Int, records: Int) throws {
    if Task.isCancelled { stop.set() }
    try stop.check()
    progress.withLock { progress in
      progress.bytesDone += Int64(bytes)
      progress.records += records
      // Under the lock, so that what is reported never goes back.
      report?(progress)
    }
  }
}
