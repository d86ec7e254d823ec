import Fixtures
import Foundation
import Synchronization

/// The real binary, as a user starts it.
final class BoxOfficeProcess: Sendable {
  struct Result: Sendable {
    let status: Int32
    let output: String
    let talk: String
  }

  /// Beside the test bundle, where SwiftPM puts it.
  static let binary: URL = {
    let candidates = [Bundle.main.executableURL, URL(fileURLWithPath: CommandLine.arguments[0])]
    for case let candidate? in candidates {
      var folder = candidate.deletingLastPathComponent()
      for _ in 0..<4 {
        let binary = folder.appendingPathComponent("boxoffice")
        if FileManager.default.isExecutableFile(atPath: binary.path) { return binary }
        folder.deleteLastPathComponent()
      }
    }
    return Documentation.root.appendingPathComponent(".build/debug/boxoffice")
  }()

  private let process = Process()
  private let output = Pipe()
  private let talk: FileHandle
  private let talkPath: String

  /// The environment of the tests without what configures boxoffice: whoever runs them may have set that for a program of
  /// their own, whose data they must not touch.
  static var inherited: [String: String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("BOXOFFICE_") }
  }

  /// Starts the program, through `launcher` if that is given: a command that gets the program and its arguments as its own
  /// last arguments. Its standard error goes to a file, so that a chatty process never blocks on a full pipe.
  ///
  /// - Parameter input: what it finds on standard input.
  init(
    _ arguments: [String], environment: [String: String] = [:], launcher: [String] = [], input: String? = nil
  ) throws {
    talkPath = NSTemporaryDirectory() + "boxoffice-talk-" + UUID().uuidString
    try Data().write(to: URL(fileURLWithPath: talkPath))
    talk = try FileHandle(forWritingTo: URL(fileURLWithPath: talkPath))
    let command = launcher + [Self.binary.path] + arguments
    process.executableURL = URL(fileURLWithPath: command[0])
    process.arguments = Array(command.dropFirst())
    process.environment = Self.inherited.merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = talk
    let pipe = input.map { _ in Pipe() }
    process.standardInput = pipe ?? FileHandle.nullDevice
    try process.run()
    if let pipe, let input {
      try pipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
      try pipe.fileHandleForWriting.close()
    }
  }

  deinit {
    if process.isRunning { kill(SIGKILL) }
    try? FileManager.default.removeItem(atPath: talkPath)
  }

  var isRunning: Bool { process.isRunning }

  /// What it has said so far.
  var said: String { (try? String(contentsOfFile: talkPath, encoding: .utf8)) ?? "" }

  func kill(_ signal: Int32) { Foundation.kill(process.processIdentifier, signal) }

  func wait() -> Result {
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(status: process.terminationStatus, output: String(decoding: data, as: UTF8.self), talk: said)
  }

  static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String? = nil
  ) throws -> Result {
    try BoxOfficeProcess(arguments, environment: environment, input: input).wait()
  }
}
