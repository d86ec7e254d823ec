import Foundation

/// Programs in Python that tests run: `scripts/test` installs them into a virtual environment of their own.
package enum PythonTools {
  /// The interpreter that knows `module`: the environment's, or one in PATH; `nil` if none does.
  package static func interpreter(with module: String) -> String? {
    [Documentation.root.path + "/.build/test-tools/bin/python3", TestServerProgram.path(of: "python3")]
      .compactMap { $0 }
      .first { (try? run($0, ["-c", "import \(module)"]))?.status == 0 }
  }

  /// Whether a test that needs the module is to run: it is there, or a missing one is a failure.
  package static func isWanted(_ module: String) -> Bool {
    TestServerProgram.allAreRequired || interpreter(with: module) != nil
  }

  /// Runs a program to its end, in `folder` if one is named.
  package static func run(
    _ program: String, _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    if let folder { process.currentDirectoryURL = URL(fileURLWithPath: folder) }
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  /// Runs one of our programs in `Tests/Clients`, with an interpreter that knows `module`.
  package static func run(
    _ script: String, _ arguments: [String], with module: String
  ) throws -> (status: Int32, output: String) {
    guard let interpreter = interpreter(with: module) else {
      throw TestServerProgram.Failure("Python's \(module) is not installed: scripts/test does that")
    }
    return try run(interpreter, [Documentation.root.path + "/Tests/Clients/\(script)"] + arguments)
  }
}
