@preconcurrency import Dispatch
import Domain
import Foundation
import Glibc
import Pipeline
import Synchronization

/// A command was told to stop, and has: exit code 130 for SIGINT, 143 for SIGTERM, as a shell would report it.
struct Stopped: Error {
  let signal: Int32
  /// What became of its work, and how to go on.
  let left: String

  var exitCode: Int32 { 128 + signal }
}

/// Runs a command's body where blocking is allowed. SIGINT (Ctrl-C) or SIGTERM cancels it; when it has tidied up `Stopped`
/// is thrown, with what `left` says of its work. A body that is done all the same has not been stopped.
func untilStopped<Result: Sendable>(
  _ left: @escaping @Sendable () -> String, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result {
  let signals = await StopSignals()
  defer { signals.endWatching() }
  let task = Task(executorPreference: StageExecutor.shared) { try await body() }
  signals.cancelAtFirst(task)
  do {
    return try await task.value
  } catch is CancellationError {
    throw Stopped(signal: signals.first ?? SIGTERM, left: left())
  }
}

/// Waits for SIGINT and SIGTERM. The first one is a request; a second one ends the process at once, which is safe at any
/// moment, but leaves the tidying to the next start.
private final class StopSignals {
  private final class Received: Sendable {
    struct State {
      var first: Int32?
      var cancel: (@Sendable () -> Void)?
    }

    let state = Mutex(State())

    func receive(_ signal: Int32) {
      let (isFirst, cancel) = state.withLock { state in
        defer { state.first = state.first ?? signal }
        return (state.first == nil, state.cancel)
      }
      guard isFirst else {
        Output.talk("\nboxoffice: ended at once; what was begun is finished, and tidied up, by the next start")
        _exit(128 + signal)
      }
      cancel?()
    }
  }

  private let received = Received()
  private var sources: [any DispatchSourceSignal] = []

  /// The signal that came first, if one did.
  var first: Int32? { received.state.withLock { $0.first } }

  /// Returns when it is watching: what the process does from then on is not cut off.
  init() async {
    let queue = DispatchQueue(label: "boxoffice.signals")
    for signal in [SIGINT, SIGTERM] where Self.isWanted(signal) {
      let source = DispatchSource.makeSignalSource(signal: signal, queue: queue)
      source.setEventHandler { [received] in received.receive(signal) }
      sources.append(source)
      await withCheckedContinuation { watching in
        source.setRegistrationHandler { watching.resume() }
        source.resume()
      }
    }
  }

  func cancelAtFirst(_ task: Task<some Sendable, any Error>) {
    let hasCome = received.state.withLock { state in
      state.cancel = { task.cancel() }
      return state.first != nil
    }
    if hasCome { task.cancel() }
  }

  func endWatching() { for source in sources { source.cancel() } }

  /// Who starts a program with a signal ignored wants it ignored. But a shell without job control lets everything that it
  /// starts with `&` ignore SIGINT, together with SIGQUIT, to spare it the terminal's Ctrl-C; a `kill -INT` is still meant.
  private static func isWanted(_ signal: Int32) -> Bool {
    !isIgnored(signal) || (signal == SIGINT && isIgnored(SIGQUIT))
  }

  private static func isIgnored(_ signal: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(signal, nil, &action) == 0 else { return false }
    // Handlers are functions and cannot be compared; SIG_IGN is the address 1.
    return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
  }
}
