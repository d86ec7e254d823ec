import CloudPlatform
import Domain
import Fixtures
import Foundation
import Synchronization
import Testing
import Watchfolders

@Suite(
  "An object store on S3 whose server is killed", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct RestartTests {
  @Test("has what was put before, and goes on when the server is back")
  func restart() async throws {
    let folder = try TemporaryFolder()
    let server = try await SeaweedFSServer()
    // Given objects, and a server that was killed
    let before = S3ObjectStore(client: try server.client(prefix: folder.s3Prefix))
    let content = pattern((17 << 20) + 5)
    let old = try await before.put("acme/a", "old")
    try await before.put("acme/a", "new")
    try await before.put(key("acme/large"), .takingFile(try folder.write(content, to: "incoming")))
    try server.kill()

    // When it comes back while a put is being tried
    var policy = SeaweedFSServer.quick
    let isStarted = Mutex(false)
    policy.sleep = { _ in
      if isStarted.withLock({
        let was = $0; $0 = true; return was
      }) {
        return try await Task.sleep(for: .milliseconds(50))
      }
      try await server.start()
    }
    policy.attempts = 100
    let store = S3ObjectStore(client: try server.client(prefix: folder.s3Prefix, retry: policy))
    try await store.put("acme/b", "later", if: .absent)

    // Then nothing is lost, and all of it is as it was
    #expect(isStarted.withLock { $0 })
    #expect(try await store.text("acme/b") == "later")
    #expect(try await store.text("acme/a") == "new")
    #expect(try await store.text("acme/a", version: old.version) == "old")
    #expect(try await store.data(key("acme/large")) == content)
    #expect(try await store.keys() == ["acme/a", "acme/b", "acme/large"])
  }
}
