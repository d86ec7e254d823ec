import Fixtures
import Foundation
import Glibc

/// A client that knows no HTTP: it sends bytes as they are, and reads until the server ends the connection.
enum RawConnection {
  /// Sends `pieces` one by one and returns all that comes back.
  ///
  /// - Parameters:
  ///   - waits: Whether each piece but the last gets time to arrive alone.
  ///   - halfCloses: Whether it says that no more will come.
  ///   - patience: Waits so long before reading, with a receive buffer as small as the system allows.
  static func exchange(
    port: Int, _ pieces: [[UInt8]], waits: Bool = false, halfCloses: Bool = true, patience: TimeInterval? = nil
  ) async throws -> [UInt8] {
    // On a thread of its own: the server needs those of Swift's tasks.
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          with: Result { try exchangeBlocking(port, pieces, waits, halfCloses, patience) })
      }
    }
  }

  private static func exchangeBlocking(
    _ port: Int, _ pieces: [[UInt8]], _ waits: Bool, _ halfCloses: Bool, _ patience: TimeInterval?
  ) throws -> [UInt8] {
    guard let descriptor = Loopback.connect(port: UInt16(port), buffersLittle: patience != nil) else {
      throw TestServerProgram.Failure("nobody listens on port \(port)")
    }
    defer { close(descriptor) }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    for (index, piece) in pieces.enumerated() {
      if waits, index > 0 { usleep(1_000) }
      // The server may have closed already; what it said before is still to be read.
      if send(descriptor, piece, piece.count, Int32(MSG_NOSIGNAL)) < piece.count { break }
    }
    if halfCloses { shutdown(descriptor, Int32(SHUT_WR)) }
    if let patience { Thread.sleep(forTimeInterval: patience) }
    var received: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(descriptor, &buffer, buffer.count, 0)
      if count < 0, errno == EINTR { continue }
      // A reset is an end like any other here: the server closed before it had read everything.
      guard count > 0 else { return received }
      received += buffer[..<count]
    }
  }
}
