import Glibc
import Synchronization

extension FaultyLine {
  /// The two halves of one proxied connection.
  final class Connection: Sendable {
    private let client: Int32
    private let server: Int32
    private let state = Mutex((answerBytesLeft: Int.max, isHeld: false, halves: 2, isReset: false))

    init(client: Int32, server: Int32) {
      self.client = client
      self.server = server
    }

    func pump(from: Int32, to: Int32, _ fault: (UnsafeRawBufferPointer) -> FaultyLine.Fault?) {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { buffer.deallocate() }
      var bytesLeft = Int.max
      while true {
        let count = recv(from, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { break }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer.prefix(count))
        var isStalling = false
        switch fault(bytes) {
        case nil: break
        case .cutRequest(let after): bytesLeft = after
        case .stall(let after): (bytesLeft, isStalling) = (after, true)
        case .loseAnswer: state.withLock { $0.answerBytesLeft = 0 }
        case .cutAnswer(let after): state.withLock { $0.answerBytesLeft = after }
        case .holdAnswer: state.withLock { $0.isHeld = true }
        }
        let passed = min(count, bytesLeft)
        guard Loopback.send(UnsafeRawBufferPointer(rebasing: bytes.prefix(passed)), to: to) else { break }
        if bytesLeft < Int.max { bytesLeft -= passed }
        if bytesLeft == 0 {
          state.withLock { $0.isReset = true }
          if isStalling { while recv(from, buffer.baseAddress, buffer.count, 0) > 0 {} }
          break
        }
      }
      end()
    }

    func pumpAnswers() {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
      defer { buffer.deallocate() }
      while true {
        let count = recv(server, buffer.baseAddress, buffer.count, 0)
        guard count > 0 else { break }
        let (allowed, isHeld) = state.withLock { state in
          let allowed = min(count, state.answerBytesLeft)
          if state.answerBytesLeft < Int.max { state.answerBytesLeft -= allowed }
          return (allowed, state.isHeld)
        }
        // Held until the client gives up, which ends the other half.
        if isHeld { continue }
        let bytes = UnsafeRawBufferPointer(rebasing: buffer.prefix(allowed))
        guard Loopback.send(bytes, to: client), allowed == count else {
          break
        }
      }
      end()
    }

    /// Ends both halves; the second to come here closes the sockets: hard for a client that is cut off while it sends;
    /// else so that what was let through of the answer arrives.
    private func end() {
      shutdown(server, Int32(SHUT_RDWR))
      shutdown(client, Int32(SHUT_RD))
      let (isLast, isReset) = state.withLock { state in
        state.halves -= 1
        return (state.halves == 0, state.isReset)
      }
      guard isLast else { return }
      if isReset { reset(client) } else { close(client) }
      close(server)
    }
  }
}
