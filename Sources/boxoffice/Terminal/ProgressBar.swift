import Foundation
import Glibc
import InputValidator
import Pipeline
import Synchronization

/// One line on a terminal with what is being done; silent anywhere else.
final class ProgressBar: Sendable {
  private struct State {
    var line = ProgressLine()
    var step = ""
    var shownAt: ContinuousClock.Instant?
  }

  private let state = Mutex(State())
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let begun = ContinuousClock.now

  @Sendable func show(_ progress: PipelineProgress) {
    switch progress {
    case .began(.take): show("copying the delivery")
    case .began(.validate), .taken: break
    case .began(.model), .began(.keep): show("keeping the tables")
    case .began(.seed): show("building the edition")
    case .began(.publish): show("publishing the edition")
    case .validating(let progress): show(progress)
    }
  }

  /// Bytes of all files together: one bar for the whole validation.
  @Sendable func show(_ progress: InputValidator.Progress) {
    show("checking", done: Int(progress.bytesDone) / 1_000_000, of: Int(progress.bytesTotal) / 1_000_000, unit: "MB")
  }

  /// Cheap enough to be called for each block: it writes ten times a second at most.
  func show(_ step: String, done: Int, of total: Int, unit: String) {
    show(step, isLast: done >= total) { line, now, width in
      line.text(step, done: done, of: total, unit: unit, at: now, width: width)
    }
  }

  /// A step that cannot be counted.
  func show(_ step: String) {
    show(step, isLast: false) { line, _, width in line.text(step, width: width) }
  }

  func clear() {
    let isShown = state.withLock { state in
      defer { state.shownAt = nil }
      return state.shownAt != nil
    }
    guard isShown else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
  }

  private func show(_ step: String, isLast: Bool, _ text: (inout ProgressLine, Duration, Int) -> String) {
    guard isTerminal else { return }
    // Written under the lock: two threads' lines would mix.
    state.withLock { state in
      let now = ContinuousClock.now
      if step == state.step, !isLast, let shownAt = state.shownAt, now - shownAt < .milliseconds(100) { return }
      state.step = step
      state.shownAt = now
      let line = text(&state.line, now - begun, Self.terminalWidth)
      FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8))
    }
  }

  /// A line that wraps could not be overwritten. Terminals that do not say how wide they are have 80 columns.
  private static var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
    return Int(size.ws_col) - 1
  }
}
