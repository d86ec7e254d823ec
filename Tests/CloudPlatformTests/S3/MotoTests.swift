import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@testable import CloudPlatform

/// A second opinion: moto imitates AWS, not SeaweedFS. It looks at neither signatures nor checksums.
@Suite("A store on moto", .enabled(if: TestServerProgram.isWanted("moto_server"), "moto_server is not installed"))
struct MotoTests {
  @Test("keeps, guards, lists and deletes versions as on any other server")
  func roundTrip() async throws {
    // Given moto, and a bucket
    let folder = try TemporaryFolder()
    let port = try Loopback.freePorts(1)
    let program = try #require(TestServerProgram.path(of: "moto_server"))
    let server = try TestServerProgram("run", [folder.path, program, "-H", "127.0.0.1", "-p", "\(port)"])
    defer { withExtendedLifetime(server) {} }
    var policy = SeaweedFSServer.quick
    (policy.attempts, policy.largestBound) = (500, .milliseconds(200))  // Python takes its time to start
    let client = S3Client(
      location: try S3Location("s3://boxoffice/p", environment: ["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)"]),
      credentials: CredentialsChain([
        EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"])
      ]), retry: policy)
    try await client.setUpBucket()
    let store = S3ObjectStore(client: client, pageSize: 2)
    let key = ObjectKey("acme/a")!

    // When objects are put whose order by folders differs from that by bytes
    let names = ["Z", "a-b/c", "a.b", "a/B", "a/b/c", "a/bc", "a0"]
    for name in names.reversed() { try await store.put(ObjectKey(name)!, .data(Data(name.utf8))) }
    #expect(try await store.list(prefix: "").map(\.key.name) == names)
    for info in try await store.list(prefix: "") { try await store.delete(info.key, version: info.version) }

    // When objects are put, replaced and removed
    let first = try await store.put(key, .data(Data("first".utf8)), if: .absent)
    await #expect(throws: BoxOfficeError.self) { try await store.put(key, .data(Data("x".utf8)), if: .absent) }
    let second = try await store.put(key, .data(Data("second".utf8)), if: .current(first.version))
    let large = Data((0..<(17 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try await store.put(ObjectKey("large")!, .takingFile(folder.write(large, to: "file")))

    // Then it is all as on the server that the other tests run on
    #expect(try await store.data(key) == Data("second".utf8))
    #expect(try await store.data(ObjectKey("large")!) == large)
    #expect(try await store.versions(prefix: "acme/").map(\.version) == [second.version, first.version])
    #expect(try await store.list(prefix: "").map(\.key.name) == ["acme/a", "large"])
    try await store.delete(key, version: second.version)
    #expect(try await store.data(key) == nil)
    #expect(try await store.versions(prefix: "acme/").map(\.version) == [first.version])
    try await store.delete(key, version: first.version)
    #expect(try await client.entries(prefix: "p/acme/") == [])
  }
}
