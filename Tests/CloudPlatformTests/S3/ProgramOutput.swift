import Foundation

/// Runs a program without holding up a thread of the tests.
enum ProgramOutput {
  struct Failed: Error {
    let status: Int32
    let output: String
  }

  /// What it says, on both outputs, which `file` keeps.
  static func run(
    _ path: String, _ arguments: [String], environment: [String: String], into file: String
  ) async throws -> String {
    try Data().write(to: URL(fileURLWithPath: file))
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = handle
    process.standardError = handle
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let output = try String(contentsOfFile: file, encoding: .utf8)
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus, output: output) }
    return output
  }
}
