import Foundation

/// Runs a program without holding up a thread of the tests.
enum ProgramOutput {
  struct Failed: Error {
    let status: Int32
    let output: String
  }

  /// What it says, on both outputs.
  static func run(_ path: String, _ arguments: [String], environment: [String: String]) async throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    let reading = FileHandleLines(pipe.fileHandleForReading)
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in continuation.resume() }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    let output = await reading.all()
    guard process.terminationStatus == 0 else { throw Failed(status: process.terminationStatus, output: output) }
    return output
  }
}

/// Reads to the end on a thread of its own.
private final class FileHandleLines: Sendable {
  private let (stream, continuation) = AsyncStream<Data>.makeStream()

  init(_ handle: FileHandle) {
    let (continuation, descriptor) = (continuation, handle)
    Thread.detachNewThread {
      continuation.yield((try? descriptor.readToEnd()) ?? Data())
      continuation.finish()
    }
  }

  func all() async -> String {
    var data = Data()
    for await piece in stream { data.append(piece) }
    return String(decoding: data, as: UTF8.self)
  }
}
