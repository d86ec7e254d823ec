import Domain
import Fixtures
import Foundation
import NIOCore
import Testing
import Watchfolders

@testable import CloudPlatform

@Suite(
  "A watchfolder with a bucket for each provider", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct ProviderBucketsTests {
  @Test("an upload is found, claimed and released in its provider's own bucket")
  func ownBucket() async throws {
    // Given two providers, each with a bucket
    let server = try await SeaweedFSServer.shared.value
    let name = "in-" + UUID().uuidString.lowercased().prefix(8)
    let folders = try ProviderBuckets("s3://\(name)-{provider}", environment: server.environment)
    let (acme, globex) = (ProviderID("acme")!, ProviderID("globex")!)
    var clients: [ProviderID: S3Client] = [:]
    for provider in [acme, globex] {
      let client = try S3Client("s3://\(name)-\(provider)", environment: server.environment)
      try await client.setUpBucket()
      clients[provider] = client
      try await folders.addProvider(provider)
    }
    #expect(folders.place(of: acme) == "s3://\(name)-acme/acme/")

    // When one uploads
    let version = try await clients[acme]!.put("acme/data.zip", S3Body(ByteBuffer(string: "zip")))

    // Then that upload is its own, and the other has none
    #expect(folders.provider(ofUpload: "acme/data.zip", in: "\(name)-acme") == acme)
    for (key, bucket) in [
      ("acme/data.zip", "\(name)-globex"), ("acme/x/data.zip", "\(name)-acme"), ("", "\(name)-acme"),
    ] {
      #expect(folders.provider(ofUpload: key, in: bucket) == nil)
    }
    #expect(try await folders.upload(of: globex) == nil)
    let time = Timestamp.now().adding(.seconds(-1000))
    #expect(try await !folders.isCurrent("other", of: acme, since: time))
    #expect(try await folders.isCurrent(version, of: acme, since: time))
    let upload = try #require(try await folders.upload(of: acme))
    #expect(upload.lastChange == time)
    let claim = try #require(try await folders.claim(upload))
    let path = try await folders.localFile(of: claim, scratch: NSTemporaryDirectory() + UUID().uuidString)
    #expect(FileManager.default.contents(atPath: path) == Data("zip".utf8))
    try await folders.release(claim)
    #expect(try await folders.claims(of: acme).isEmpty)
    #expect(try await folders.upload(of: acme) == nil)
  }

  @Test("what would be no bucket's name is refused at once", arguments: ["s3://IN-{provider}", "s3://{provider}-"])
  func invalid(_ url: String) {
    #expect(throws: BoxOfficeError.self) {
      try ProviderBuckets(url, environment: ["AWS_REGION": "us-east-1", "HOME": "/nonexistent"])
    }
  }
}
