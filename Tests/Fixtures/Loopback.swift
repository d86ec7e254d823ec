import Glibc
import Synchronization

/// TCP on 127.0.0.1.
package enum Loopback {
  package struct Failed: Error {
    let call: String
    let number: Int32
  }

  /// A socket that listens, on a free port unless one is named.
  package static func listen(port: UInt16 = 0) throws -> (socket: Int32, port: UInt16) {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = address(port)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        guard bind(socket, address, size) == 0, Glibc.listen(socket, 128) == 0 else { return Int32(-1) }
        return getsockname(socket, address, &size)
      }
    }
    guard result == 0 else {
      let number = errno
      close(socket)
      throw Failed(call: "listen", number: number)
    }
    return (socket, UInt16(bigEndian: address.sin_port))
  }

  /// A connection to a port, with as small a buffer for what arrives as the system allows if it is to be full soon; `nil` if
  /// nobody listens there.
  package static func connect(port: UInt16, buffersLittle: Bool = false) -> Int32? {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var one: Int32 = 1
    if buffersLittle { setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &one, socklen_t(MemoryLayout<Int32>.size)) }
    var address = address(port)
    let result = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    if result == 0 { return socket }
    close(socket)
    return nil
  }

  private static let given = Mutex<Set<UInt16>>([])

  /// Free ports in a row, the first of them; no test of this process is given them again, since a server takes seconds until
  /// it listens. Another process may take them meanwhile.
  package static func freePorts(_ count: UInt16) throws -> UInt16 {
    for _ in 0..<100 {
      let first = UInt16.random(in: 20_000..<32_000)
      let ports = first..<first + count
      let isOurs = given.withLock { given in
        guard given.isDisjoint(with: ports) else { return false }
        given.formUnion(ports)
        return true
      }
      guard isOurs else { continue }
      let sockets = ports.compactMap { try? listen(port: $0).socket }
      for socket in sockets { close(socket) }
      if sockets.count == count { return first }
    }
    throw Failed(call: "bind", number: EADDRINUSE)
  }

  package static func isListening(_ port: UInt16) -> Bool {
    guard let socket = connect(port: port) else { return false }
    close(socket)
    return true
  }

  /// Sends all of it; `false` when the other side is gone.
  @discardableResult
  package static func send(_ bytes: UnsafeRawBufferPointer, to socket: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let piece = UnsafeRawBufferPointer(rebasing: rest)
      let count = Glibc.send(socket, piece.baseAddress, piece.count, Int32(MSG_NOSIGNAL))
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  private static func address(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
