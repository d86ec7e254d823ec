import Foundation
import Glibc

/// A script of `scripts/servers` that runs a server as long as its standard input is open: the server ends with the process
/// that started it, however that ends.
package final class TestServerProgram: Sendable {
  private let program: Process
  private let commands: FileHandle
  private let answers: FileHandle

  /// Starts it and waits until it says that the server is ready.
  package init(_ script: String, _ arguments: [String]) throws {
    let (input, output) = (Pipe(), Pipe())
    // A program that another test starts meanwhile must not keep it open.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    program = Process()
    program.executableURL = Documentation.root.appendingPathComponent("scripts/servers/\(script)")
    program.arguments = arguments
    program.standardInput = input
    program.standardOutput = output
    commands = input.fileHandleForWriting
    answers = output.fileHandleForReading
    try program.run()
    try expect("ready")
  }

  deinit {
    // Closed already where the server has failed.
    try? commands.close()
    program.waitUntilExit()
  }

  package func command(_ name: String) throws {
    try commands.write(contentsOf: Data("\(name)\n".utf8))
    try expect("done 0")
  }

  private func expect(_ answer: String) throws {
    var line = Data()
    while let byte = try answers.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) { line += byte }
    let text = String(decoding: line, as: UTF8.self)
    guard text == answer else {
      throw Failure("\(program.executableURL?.lastPathComponent ?? ""): \(text.isEmpty ? "it has ended" : text)")
    }
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
  }

  /// Free a moment ago; nothing else takes it in the second until the server has it.
  package static func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw Failure("no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}
