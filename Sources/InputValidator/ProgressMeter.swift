/// Adds up what has been read and tells the caller, once per block.
final class ProgressMeter {
  private var progress: InputValidator.Progress
  private var recordsBefore = 0
  private let report: (@Sendable (InputValidator.Progress) -> Void)?

  init(bytesTotal: Int64, report: (@Sendable (InputValidator.Progress) -> Void)?) {
    progress = InputValidator.Progress(phase: .links, bytesDone: 0, bytesTotal: bytesTotal, records: 0)
    self.report = report
  }

  /// The next phase begins; its records are counted on top of those before.
  func enter(_ phase: InputValidator.Progress.Phase) {
    recordsBefore = progress.records
    progress.phase = phase
    report?(progress)
  }

  /// A block of `bytes` was read; the file at hand has had `records` records so far.
  func advance(bytes: Int, records: Int) {
    progress.bytesDone += Int64(bytes)
    progress.records = recordsBefore + records
    report?(progress)
  }
}
