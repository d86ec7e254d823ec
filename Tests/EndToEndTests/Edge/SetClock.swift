import Fixtures
import Foundation

/// The wall clock of programs that are started by its launcher, set by a test; their monotonic clocks go on.
struct SetClock: Sendable {
  private let library: String
  private let file: String

  /// `nil` if there is no C compiler, which Varnish brings along.
  init?(in folder: TemporaryFolder) throws {
    guard let compiler = TestServerProgram.path(of: "cc") ?? TestServerProgram.path(of: "gcc") else { return nil }
    library = folder("set-clock.so")
    file = folder("clock")
    let source = Documentation.root.appendingPathComponent("scripts/servers/set-clock.c").path
    let compiling = try Process.run(
      URL(fileURLWithPath: compiler), arguments: ["-shared", "-fPIC", "-O2", "-o", library, source])
    compiling.waitUntilExit()
    guard compiling.terminationStatus == 0 else { throw TestServerProgram.Failure("\(source) cannot be compiled") }
    try set(by: 0)
  }

  /// Starts the program that is named after it under this clock.
  var launcher: [String] { ["/usr/bin/env", "LD_PRELOAD=\(library)", "SET_CLOCK_FILE=\(file)"] }

  func set(by seconds: Int) throws {
    try Data("\(seconds)\n".utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
  }
}
