import Fixtures
import Foundation
import Testing

@Suite("Servers of the tests")
struct TestServerProgramTests {
  @Test("A server that is killed is dead with all its processes before the test goes on")
  func kill() async throws {
    // given: a server whose work another process does, which does not notice that its parent is gone
    let folder = try TemporaryFolder()
    let number = folder("number")
    let server = try TestServerProgram("run", [folder.path, "/bin/sh", "-c", "sleep 60 & echo $! >'\(number)'; wait"])
    let worker = { (try? String(contentsOfFile: number, encoding: .utf8))?.trimmingCharacters(in: .newlines) ?? "" }
    // A process that has ended and was not waited for has no command line any more.
    let runs = { (worker: String) in
      !worker.isEmpty
        && (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(worker)/cmdline")))?.isEmpty == false
    }
    #expect(try await eventually { runs(worker()) })

    let first = worker()
    try server.command("kill")
    #expect(!runs(first))

    try server.command("start")
    #expect(try await eventually { worker() != first && runs(worker()) })
  }
}
