import Foundation
import Glibc
import InputValidator
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

  /// Cheap enough to be called for each block: it writes ten times a second at most.
  func show(_ progress: InputValidator.Progress) {
    guard isTerminal else { return }
    let line = state.withLock { state -> String? in
      let now = ContinuousClock.now
      if progress.phase != state.phase {
        state = State(phase: progress.phase, begun: now)
      } else if let shown = state.shown, now - shown < .milliseconds(100), progress.bytesDone < progress.bytesTotal {
        return nil
      }
      state.shown = now
      return Self.line(progress, elapsed: now - state.begun)
    }
    if let line { FileHandle.standardError.write(Data("\r\u{1B}[2K\(line)".utf8)) }
  }

  func clear() {
    guard isTerminal, state.withLock({ $0.shown != nil }) else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[2K".utf8))
  }

  static func line(_ progress: InputValidator.Progress, elapsed: Duration) -> String {
    let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let share = progress.bytesTotal > 0 ? Double(progress.bytesDone) / Double(progress.bytesTotal) : 1
    let filled = Int(share * 24)
    let rate = seconds > 0 ? Double(progress.bytesDone) / seconds / 1e6 : 0
    let left = share > 0.01 ? seconds / share - seconds : 0
    return String(
      format: "%@ [%@%@] %3.0f %%  %.0f MB/s  %.0f s left", progress.phase, String(repeating: "#", count: filled),
      String(repeating: ".", count: 24 - filled), share * 100, rate, left)
  }
}
