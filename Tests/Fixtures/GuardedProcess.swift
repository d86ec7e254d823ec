import Foundation
import Glibc

/// A program that ends with the test process, however that ends: a shell waits for the end of a line that only we hold,
/// and then kills the program and removes its folder.
package final class GuardedProcess: Sendable {
  /// Looks for the end of the program instead of waiting for it by `wait`, which needs a signal that we may have
  /// blocked.
  private static let script = """
    log=$1; folder=$2; shift 2
    "$@" >>"$log" 2>&1 &
    child=$!
    word=$(cat)
    kill -9 $child
    while grep -qs '^State:[^Z]*$' /proc/$child/status; do sleep 0.02; done
    [ "$word" = keep ] || rm -rf "$folder"
    """

  private let leash: FileHandle
  private let end: AsyncStream<Never>

  /// Starts `program`; what it says goes to `log`. In the end `folder` is removed.
  package init(_ program: String, _ arguments: [String], log: String, removing folder: String) throws {
    // Neither end may reach a program that is started meanwhile: it would hold the leash as well.
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw POSIXError(.EMFILE) }
    let shellEnd = FileHandle(fileDescriptor: ends[0], closeOnDealloc: true)
    leash = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", Self.script, "sh", log, folder, program] + arguments
    process.standardInput = shellEnd
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let (end, continuation) = AsyncStream<Never>.makeStream()
    self.end = end
    process.terminationHandler = { _ in continuation.finish() }
    try process.run()
    try shellEnd.close()
  }

  /// Kills the program, as a power cut would, and returns when it is gone. Its folder stays.
  package func kill() async throws {
    try leash.write(contentsOf: Data("keep".utf8))
    try leash.close()
    for await _ in end {}
  }
}
