import Synchronization

/// Where the machine breaks down: at one call of any port, before or after its effect. Every later call fails too: the
/// process is gone.
package final class Faults: Sendable {
  package enum Moment: Sendable, CaseIterable {
    case before, after
  }

  package struct Breakdown: Error {
    package let call: String
  }

  private struct State {
    var calls = 0
    var hasStruck = false
  }

  private let state = Mutex(State())
  private let moment: Moment
  private let isTheOne: @Sendable (_ call: String, _ number: Int) -> Bool

  /// At the nth call.
  package init(at nth: Int, _ moment: Moment) {
    self.moment = moment
    isTheOne = { $1 == nth }
  }

  /// Before the first call of which `isTheOne` says so. Calls read like `put acme/settings.json`.
  package init(before isTheOne: @escaping @Sendable (_ call: String) -> Bool) {
    moment = .before
    self.isTheOne = { call, _ in isTheOne(call) }
  }

  /// Whether that call was reached at all.
  package var struck: Bool { state.withLock { $0.hasStruck } }

  package func around<Result>(_ call: String, _ body: () async throws -> Result) async throws -> Result {
    let strikes = try state.withLock { state in
      if state.hasStruck { throw Breakdown(call: call) }
      state.calls += 1
      state.hasStruck = isTheOne(call, state.calls)
      return state.hasStruck
    }
    if strikes, moment == .before { throw Breakdown(call: call) }
    let result = try await body()
    if strikes { throw Breakdown(call: call) }
    return result
  }
}
