import Foundation
import Glibc
import InputValidator
import Pipeline
import Synchronization

/// One line on a terminal with what is done, the rate and the time left; silent anywhere else.
final class ProgressBar: Sendable {
  private struct State {
    var phase = ""
    var begun = ContinuousClock.now
    var shown: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) == 1

  @Sendable func show(_ progress: InputValidator.Progress) {
    // Bytes of all files together: one bar for the whole validation.
    show("checking", done: Int(progress.bytesDone) / 1_000_000, of: Int(progress.bytesTotal) / 1_000_000, unit: "MB")
  }

  @Sendable func show(_ progress: PipelineProgress) {
    switch progress {
    case .began(let stage): show(stage)
    case .validating(let progress): show(progress)
    }
  }

  /// A stage whose end is near, or cannot be told.
  private func show(_ stage: Stage) {
    let doing =
      switch stage {
      case .take: "copying"
      case .validate: "checking"
      case .model, .keep: "keeping the tables"
      case .seed: "building the edition"
      case .publish: "publishing"
      }
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K\(doing)".utf8))
  }

  /// Cheap enough to be called for each block: it writes ten times a second at most.
  func show(_ phase: String, done: Int, of total: Int, unit: String) {
    guard isTerminal else { return }
    let line = state.withLock { state -> String? in
      let now = ContinuousClock.now
      if state.shown == nil { state.begun = now }
      if phase == state.phase, let shown = state.shown, now - shown < .milliseconds(100), done < total { return nil }
      state.phase = phase
      state.shown = now
      return Self.line(phase, done: done, of: total, unit: unit, elapsed: now - state.begun)
    }
    if let line { FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8)) }
  }

  func clear() {
    guard isTerminal, state.withLock({ $0.shown != nil }) else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
  }

  private static func line(_ phase: String, done: Int, of total: Int, unit: String, elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let share = total > 0 ? Double(done) / Double(total) : 1
    let filled = Int(share * 24)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 24 - filled)
    let rate = seconds > 0 ? Int(Double(done) / seconds) : 0
    let left = share > 0.01 ? Int((seconds / share - seconds).rounded(.up)) : 0
    return "\(phase) [\(bar)] \(Int(share * 100)) %  \(rate) \(unit)/s  \(left) s left"
  }
}
