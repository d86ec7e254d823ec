import Domain
import Metrics
import Synchronization

/// Counts the open connections, all of them and those of each client.
final class ConnectionLimits: Sendable {
  private struct State {
    var total = 0
    var byClient: [IPAddress: Int] = [:]
  }

  private let maxPerClient: Int
  private let clients: ClientIdentification
  private let metrics: ConnectionMetrics
  private let state = Mutex(State())

  init(maxPerClient: Int, clients: ClientIdentification, metrics: ConnectionMetrics) {
    self.maxPerClient = maxPerClient
    self.clients = clients
    self.metrics = metrics
  }

  /// Counts a new connection. `false`, and nothing counted, if its client has as many as it may. A proxy of ours may have
  /// any number: its connections carry the requests of others.
  func open(_ peer: IPAddress?) -> Bool {
    let client = counted(peer)
    return state.withLock { state in
      if let client {
        guard state.byClient[client, default: 0] < maxPerClient else { return false }
        state.byClient[client, default: 0] += 1
      }
      state.total += 1
      metrics.open(state.total)
      return true
    }
  }

  /// Of a connection that `open` has counted.
  func close(_ peer: IPAddress?) {
    let client = counted(peer)
    state.withLock { state in
      state.total -= 1
      metrics.open(state.total)
      guard let client, let count = state.byClient[client] else { return }
      state.byClient[client] = count > 1 ? count - 1 : nil
    }
  }

  private func counted(_ peer: IPAddress?) -> IPAddress? {
    peer.flatMap { clients.isProxy($0) ? nil : $0.subscriber }
  }
}
