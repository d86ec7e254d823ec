import Foundation
import Glibc

/// A program that ends with the test process, however that ends: a shell waits for the end of a pipe that only we hold, and
/// then kills the program and removes its folder.
package final class GuardedProcess: Sendable {
  private let process: Process
  private let leash: FileHandle

  /// Starts `program`; what it says goes to `log`. In the end `folder` is removed.
  package init(_ program: String, _ arguments: [String], log: String, removing folder: String) throws {
    let script = #"""
      log=$1; folder=$2; shift 2
      "$@" >>"$log" 2>&1 &
      child=$!
      word=$(cat)
      kill -9 $child
      wait
      [ "$word" = keep ] || rm -rf "$folder"
      """#
    let pipe = Pipe()
    _ = fcntl(pipe.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script, "sh", log, folder, program] + arguments
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    leash = pipe.fileHandleForWriting
  }

  deinit { try? leash.close() }

  /// Kills the program, as a power cut would, and returns when it is gone. Its folder stays.
  package func kill() {
    try? leash.write(contentsOf: Data("keep".utf8))
    try? leash.close()
    process.waitUntilExit()
  }
}
