import Synchronization

/// Counts the uncached answers of each client, in bounded memory.
///
/// A client is one number, the moment at which its quota is whole again: an answer moves it on by `interval`, and may be
/// given while it lies at most a window ahead (the generic cell rate algorithm: a bucket of `quota`, filled evenly).
final class RateLimiter: Sendable {
  private struct State {
    /// Clients seen since `turnedAt`, and those seen in the window before. Whoever is in neither was not seen for a window,
    /// so that its quota is whole: forgetting it changes nothing.
    var recent: [IPAddress: Duration] = [:]
    var earlier: [IPAddress: Duration] = [:]
    var turnedAt = Duration.zero
  }

  let limit: RateLimit
  private let maxClients: Int
  private let state = Mutex(State())

  /// Of both generations about 8 MB.
  static let defaultMaxClients = 65_536

  /// - Parameter maxClients: Those beyond it, within a window, share one quota: who has very many addresses gets no more
  ///   memory by them.
  init(_ limit: RateLimit, maxClients: Int = defaultMaxClients) {
    self.limit = limit
    self.maxClients = maxClients
  }

  private static let crowd = IPAddress(high: 0, low: 0)

  /// Counts one answer, unless the client's quota is used up.
  func charge(_ client: IPAddress, at now: Duration) -> RateCharge {
    state.withLock { state in
      turn(&state, now)
      var client = client.subscriber
      if state.recent[client] == nil, state.recent.count >= maxClients { client = Self.crowd }
      let wholeAt = max(state.recent[client] ?? state.earlier[client] ?? .zero, now)
      let next = wholeAt + limit.interval
      guard next - now <= limit.window else {
        // Seen, so that it is not forgotten before its quota is whole.
        state.recent[client] = wholeAt
        return RateCharge(limit, isAllowed: false, untilWhole: wholeAt - now)
      }
      state.recent[client] = next
      return RateCharge(limit, isAllowed: true, untilWhole: next - now)
    }
  }

  var clientCount: Int { state.withLock { $0.recent.count + $0.earlier.count } }

  private func turn(_ state: inout State, _ now: Duration) {
    guard now - state.turnedAt >= limit.window else { return }
    state.earlier = now - state.turnedAt >= limit.window * 2 ? [:] : state.recent
    state.recent = [:]
    state.turnedAt = now
  }
}
