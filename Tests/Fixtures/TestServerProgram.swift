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

  // MARK: Programs

  /// The path of a program in PATH, the usual places, or where `scripts/servers` installs; `nil` if it is missing.
  package static func path(of program: String) -> String? {
    let folders =
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
      + ["/usr/local/bin", "/usr/bin", "/usr/sbin", Documentation.root.path + "/.build/servers/bin"]
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether a missing program is a failure, not a reason to skip a test.
  package static let allAreRequired = ProcessInfo.processInfo.environment["BOXOFFICE_REQUIRE_SERVERS"] == "1"

  /// Whether a test that needs the program is to run.
  package static func isWanted(_ program: String) -> Bool { allAreRequired || path(of: program) != nil }
}
