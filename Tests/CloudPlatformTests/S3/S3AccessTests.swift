import Domain
import Fixtures
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import Watchfolders

@testable import CloudPlatform

/// What a real server has to say of signatures, rights, clocks, and buckets that are not what we need.
@Suite("A store on a real S3 server", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct S3AccessTests {
  let server: SeaweedFSServer
  let prefix = UUID().uuidString.lowercased()

  init() async throws { server = try await SeaweedFSServer.shared.value }

  private func expectFailure(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
  ) async {
    let error = await #expect(throws: BoxOfficeError.self, sourceLocation: sourceLocation) { try await body() }
    #expect(error?.code == ObjectStoreError.failed, sourceLocation: sourceLocation)
    #expect(error?.message.contains(part) == true, "\(String(describing: error))", sourceLocation: sourceLocation)
  }

  @Test(
    "says which of the credentials is wrong, and never shows the secret",
    arguments: [
      ["admin", "wrong-secret", "SignatureDoesNotMatch"], ["nobody", "wrong-secret", "InvalidAccessKeyId"],
      [SeaweedFSServer.stranger.key, SeaweedFSServer.stranger.secret, "AccessDenied"],
    ])
  func credentials(_ example: [String]) async throws {
    let (user, code) = ((key: example[0], secret: example[1]), example[2])
    let store = S3ObjectStore(client: try server.client(prefix: prefix, user: user))
    for body in [
      { _ = try await store.put(.init("a")!, .data(Data("x".utf8))) }, { _ = try await store.list(prefix: "") },
      { _ = try await store.data(.init("a")!) }, { try await store.delete(.init("a")!, version: nil) },
      { try await store.client.requireVersioning() },
    ] as [() async throws -> Void] {
      await expectFailure(code, body)
    }
    let checks = await store.checks()
    #expect(checks.map(\.isWell) == [false])
    #expect(!"\(checks)".contains(user.secret))
  }

  @Test("explains a clock that is wrong", arguments: [-3600, 3600])
  func clock(_ seconds: Int) async throws {
    let client = try server.client(prefix: prefix) { Timestamp.now().adding(.seconds(seconds)) }
    await expectFailure(seconds < 0 ? "seconds behind the server's" : "seconds ahead of the server's") {
      _ = try await S3ObjectStore(client: client).put(.init("a")!, .data(Data()))
    }
  }

  @Test("finds a sound bucket sound")
  func sound() async throws {
    let store = S3ObjectStore(client: try server.client(prefix: prefix))
    let checks = await store.checks()
    #expect(checks.map(\.name) == ["bucket", "clock", "versioning", "conditional writes", "rights"])
    #expect(checks.filter { !$0.isWell } == [])
    #expect(checks[0].detail.contains("SeaweedFS"))
    // And leaves nothing behind.
    #expect(try await store.client.entries(prefix: prefix) == [])
  }

  @Test("notices a clock that is a little wrong")
  func smallSkew() async throws {
    let client = try server.client(prefix: prefix) { Timestamp.now().adding(.seconds(300)) }
    let check = try #require(await S3ObjectStore(client: client).checks().first { $0.name == "clock" })
    #expect(!check.isWell)
    #expect(check.detail.contains("timedatectl"))
  }

  @Test("refuses a bucket that keeps no versions, or is not there")
  func unversioned() async throws {
    let bucket = "plain-" + prefix.prefix(8)
    let missing = "missing-" + prefix.prefix(8)
    let client = try S3Client("s3://\(bucket)", environment: server.environment)
    _ = try await client.send(S3Request(method: .PUT))
    await expectFailure("put-bucket-versioning --bucket \(bucket)") {
      _ = try await S3ObjectStore.open("s3://\(bucket)", environment: server.environment)
    }
    await expectFailure("create-bucket --bucket \(missing)") {
      _ = try await S3ObjectStore.open("s3://\(missing)", environment: server.environment)
    }
    // Not even a read takes a missing bucket for an empty one.
    let store = try S3ObjectStore("s3://\(missing)", environment: server.environment)
    await expectFailure("NoSuchBucket") { _ = try await store.data(.init("a")!) }
    await expectFailure("NoSuchBucket") { try await store.delete(.init("a")!, version: nil) }
    // And a put that made no version is not taken for one that did.
    let plain = S3ObjectStore(client: client)
    await expectFailure("turn versioning on") { _ = try await plain.put(.init("a")!, .data(Data("x".utf8))) }
    let check = try #require(await plain.checks().first { $0.name == "versioning" })
    #expect(!check.isWell)
    try await client.setUpBucket()
    _ = try await S3ObjectStore.open("s3://\(bucket)", environment: server.environment)
  }

  @Test("does not store a file that is cut short while it is read, and does not blame the server")
  func cutShort() async throws {
    let folder = try TemporaryFolder()
    let client = try server.client(prefix: prefix)
    for bytes in [1000, 17 << 20] as [Int64] {
      let path = try folder.write(Data(count: Int(bytes)), to: "file")
      await #expect(throws: FilePiece.CutShort.self) {
        _ = try await client.put("\(prefix)/a", try LocalFile(reading: path), bytes: bytes + 1)
      }
    }
    #expect(try await client.entries(prefix: prefix) == [])
  }

  @Test("is addressed by the host as well")
  func hostStyle() async throws {
    let location = try S3Location(
      "s3://boxoffice/\(prefix)?style=host", environment: ["AWS_ENDPOINT_URL": "http://\(server.domain):\(server.port)"]
    )
    let user = EnvironmentCredentials(environment: server.environment)
    let client = S3Client(
      location: location, credentials: CredentialsChain([user]),
      transport: HTTPTransport(addresses: ["boxoffice.\(server.domain)": "127.0.0.1"]), retry: SeaweedFSServer.quick)
    let store = S3ObjectStore(client: client)
    let info = try await store.put(.init("a/b")!, .data(Data("text".utf8)))
    #expect(try await store.list(prefix: "") == [info])
    #expect(try await S3ObjectStore(client: server.client(prefix: prefix)).data(.init("a/b")!) == Data("text".utf8))
  }

  @Test("leaves out what others have put into the bucket, and shows nothing beyond its prefix")
  func foreign() async throws {
    let client = try server.client(prefix: prefix)
    for name in ["\(prefix)/a b", "\(prefix)/ä&<", "\(prefix)/ok", "\(prefix)x/other"] {
      _ = try await client.put(name, S3Body(ByteBuffer(string: "x")))
    }
    let store = S3ObjectStore(client: client)
    #expect(try await store.list(prefix: "").map(\.key.name) == ["ok"])
    #expect(
      try await client.keys(prefix: prefix + "/", pageSize: 1).sorted() == [
        "\(prefix)/a b", "\(prefix)/ok", "\(prefix)/ä&<",
      ])
  }

  @Test("keeps a checksum of every part, by which what is read is checked")
  func checksums() async throws {
    let folder = try TemporaryFolder()
    let content = Data((0..<(17 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let store = S3ObjectStore(client: try server.client(prefix: prefix))
    try await store.put(.init("a")!, .takingFile(folder.write(content, to: "file")))
    let response = try await store.client.send(
      S3Request(method: .HEAD, key: "\(prefix)/a", headers: [("x-amz-checksum-mode", "ENABLED")]))
    let checksum = response.headers.first(name: "x-amz-checksum-sha256")
    #expect(checksum?.hasSuffix("-3") == true)
    for damage in [nil, 0, 8 << 20, content.count - 1] as [Int?] {
      var read = content
      if let damage { read[damage] ^= 1 }
      var verifier = try #require(PartChecksum.Verifier(checksum: checksum, partBytes: S3Client.partBytes))
      read.withUnsafeBytes { bytes in
        for start in stride(from: 0, to: bytes.count, by: 999_983) {
          verifier.update(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + 999_983, bytes.count)]))
        }
      }
      #expect(verifier.isRight() == (damage == nil))
    }
  }
}
