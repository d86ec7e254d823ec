import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A client that knows no HTTP: it sends bytes as they are, and reads until the server ends the connection.
enum RawConnection {
  struct Failure: Error {
    let call: String
    let code: Int32
  }

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
    #if canImport(Glibc)
      let stream = Int32(SOCK_STREAM.rawValue)
      let noSignal = Int32(MSG_NOSIGNAL)
    #else
      let stream = SOCK_STREAM
      let noSignal = Int32(0)
    #endif
    let descriptor = try checked("socket", socket(AF_INET, stream, 0))
    defer { close(descriptor) }
    var one: Int32 = 1
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    if patience != nil { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &one, 4) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    _ = try withUnsafePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        try checked("connect", connect(descriptor, $0, size))
      }
    }
    for (index, piece) in pieces.enumerated() {
      if waits, index > 0 { usleep(1_000) }
      // The server may have closed already; what it said before is still to be read.
      if send(descriptor, piece, piece.count, noSignal) < piece.count { break }
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

  private static func checked(_ call: String, _ result: Int32) throws -> Int32 {
    guard result >= 0 else { throw Failure(call: call, code: errno) }
    return result
  }
}
