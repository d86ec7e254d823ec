import Database
import Fixtures
import Foundation
import LocalPlatform
import Testing

@Suite("Publications wait for processes that serve, and for nobody else", .serialized, .ownThreads)
struct ReadersTests {
  private let folder: TemporaryFolder
  private let database: any EditionDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try SQLiteEditionDatabase(folder: folder("var/database"))
  }

  private func start(_ command: String) throws -> BoxOfficeProcess {
    let ports = try freePorts()
    return try BoxOfficeProcess([
      command, "--data-dir", folder("var"), "--port", "\(ports.api)", "--admin-port", "\(ports.admin)",
    ])
  }

  @Test("one that serves is waited for while it is stopped, and no longer once it was killed")
  func killed() async throws {
    #expect(await !database.mayBeRead())
    let server = try start("serve")
    #expect(try await eventually { await database.mayBeRead() }, "\(server.said)")
    server.kill(SIGSTOP)
    #expect(await database.mayBeRead())
    server.kill(SIGKILL)
    _ = server.wait()
    #expect(await !database.mayBeRead())
  }

  @Test("run serves too; after it has ended, ingest and doctor leave nobody behind who reads")
  func ended() async throws {
    let server = try start("run")
    #expect(try await eventually { server.said.contains("Serving the API") }, "\(server.said)")
    #expect(await database.mayBeRead())
    server.kill(SIGTERM)
    #expect(server.wait().status == 0, "\(server.said)")
    #expect(await !database.mayBeRead())
    let zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    #expect(try BoxOfficeProcess.run(["ingest", zip, "--data-dir", folder("var")]).output == "1\n")
    #expect(try BoxOfficeProcess.run(["doctor", "--data-dir", folder("var")]).status == 0)
    #expect(await !database.mayBeRead())
  }
}
