import Foundation
import Glibc
import Synchronization

/// A TCP connection to a server that breaks as a test wants it to: a proxy on a port of its own.
package final class FaultyLine: Sendable {
  /// What goes wrong with a request.
  package enum Fault: Sendable {
    /// The line is cut after so many bytes from the beginning of the request on.
    case cutRequest(after: Int)
    /// The server gets the request and carries it out; its answer never arrives.
    case loseAnswer
    /// The line is cut after so many bytes of the answer.
    case cutAnswer(after: Int)
    /// The server's answer does not come as long as the line is held.
    case holdAnswer
    /// The server gets the first so many bytes of the request, and then a quiet line.
    case stall(after: Int)
  }

  private struct State {
    var faults: [(request: String, fault: Fault)] = []
    var requests: [String] = []
    var isRefusing = false
  }

  package let port: UInt16
  private let target: UInt16
  private let listener: Int32
  private let state = Mutex(State())

  package init(to target: UInt16) throws {
    (listener, port) = try Loopback.listen()
    self.target = target
    let (listener, state) = (listener, UnsafeShared(self))
    Thread.detachNewThread {
      while true {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        guard let line = state.value else { close(client); return }
        line.serve(client)
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  package var endpoint: String { "http://127.0.0.1:\(port)" }

  /// Breaks the next request that begins with `request`, once for each call.
  package func next(_ request: String, _ fault: Fault) {
    state.withLock { $0.faults.append((request, fault)) }
  }

  /// Whether all faults have happened.
  package var isClear: Bool { state.withLock { $0.faults.isEmpty } }

  /// The beginnings of the requests so far: method and path.
  package var requests: [String] { state.withLock { $0.requests } }

  package func refuse(_ isRefusing: Bool) { state.withLock { $0.isRefusing = isRefusing } }

  private func serve(_ client: Int32) {
    guard !state.withLock({ $0.isRefusing }), let server = Loopback.connect(port: target) else { return reset(client) }
    let connection = Connection(client: client, server: server)
    Thread.detachNewThread { [weak self] in
      connection.pump(from: client, to: server) { bytes in self?.fault(for: bytes) }
    }
    Thread.detachNewThread { connection.pumpAnswers() }
  }

  /// The fault that a request is to meet, if `bytes` are the beginning of one.
  private func fault(for bytes: UnsafeRawBufferPointer) -> Fault? {
    let line = bytes.prefix(4096).prefix { $0 != 0x0D }
    let text = String(decoding: line, as: UTF8.self)
    guard text.hasSuffix(" HTTP/1.1") else { return nil }
    return state.withLock { state in
      state.requests.append(String(text.dropLast(9)))
      guard let index = state.faults.firstIndex(where: { text.hasPrefix($0.request) }) else { return nil }
      return state.faults.remove(at: index).fault
    }
  }
}

/// Lets a thread look for an object that may be gone.
private final class UnsafeShared<Value: AnyObject & Sendable>: @unchecked Sendable {
  private(set) weak var value: Value?
  init(_ value: Value) { self.value = value }
}

/// Closes a connection hard, as a cut line does.
func reset(_ socket: Int32) {
  var linger = linger(l_onoff: 1, l_linger: 0)
  setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
  close(socket)
}
