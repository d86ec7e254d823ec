import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import CloudPlatform

/// Against a server that checks every signature with the public key.
@Suite("The list of readers at CloudFront", .ownThreads)
struct CloudFrontReadersTests {
  private static let isSigned: @Sendable (SmallHTTPServer.Request) -> Bool = {
    AWSKeyPair.signed($0, for: "cloudfront-keyvaluestore")
  }

  private func readers(_ server: KeyValueStoreServer, _ arn: String = KeyValueStoreServer.arn) throws
    -> CloudFrontReaders
  {
    try CloudFrontReaders(
      arn, environment: server.environment.merging(["HOME": "/nonexistent"]) { $1 }, retry: .never)
  }

  @Test("An entry is put, replaced and removed; one that is not there is no fault")
  func entries() async throws {
    let server = try KeyValueStoreServer(isSigned: Self.isSigned)
    let readers = try readers(server)
    try await readers.put("user:ana@example.org", #"{"salt":"a"}"#)
    try await readers.put("user:bob", "b")
    try await readers.put("user:bob", "c")
    #expect(server.entries == ["user:ana@example.org": #"{"salt":"a"}"#, "user:bob": "c"])
    #expect(try await readers.remove("user:bob"))
    #expect(try await readers.remove("user:bob") == false)
    #expect(server.entries.keys.sorted() == ["user:ana@example.org"])
  }

  @Test("A look at the list counts its entries, and changes nothing")
  func check() async throws {
    let server = try KeyValueStoreServer(isSigned: Self.isSigned)
    let readers = try readers(server)
    try await readers.put("user:ana", "a")
    #expect(try await readers.check() == "\(KeyValueStoreServer.arn) answers, 1 entries")
    #expect(server.entries == ["user:ana": "a"])
    let refusing = try KeyValueStoreServer(isSigned: Self.isSigned, refusing: ["GET": 403])
    let error = await #expect(throws: BoxOfficeError.self) { try await self.readers(refusing).check() }
    #expect(error?.description.contains("cannot be read") == true && error?.code == "edge-readers-failed")
  }

  @Test("When somebody else changes the list meanwhile ours is made on top of that")
  func conflicts() async throws {
    let others = Mutex(3)
    let server = try KeyValueStoreServer(isSigned: Self.isSigned) { change in
      let isFaster = others.withLock { left in
        left -= 1
        return left >= 0
      }
      if isFaster { change() }
    }
    try await readers(server).put("user:ana", "a")
    #expect(server.entries == ["user:ana": "a"])
    #expect(server.requests.filter { $0.method == "PUT" }.count == 4)
    let restless = try KeyValueStoreServer(isSigned: Self.isSigned) { change in change() }
    let error = await #expect(throws: BoxOfficeError.self) { try await readers(restless).put("user:ana", "a") }
    #expect(error?.description.contains("others change the list") == true && restless.entries.isEmpty)
  }

  @Test("What is refused is told with its reason and with the rights that are needed", arguments: ["GET", "PUT"])
  func refused(method: String) async throws {
    let server = try KeyValueStoreServer(isSigned: Self.isSigned, refusing: [method: 403])
    let error = await #expect(throws: BoxOfficeError.self) { try await readers(server).put("user:ana", "canary") }
    #expect(error?.code == "edge-readers-failed")
    let said = "\(try #require(error))"
    #expect(said.contains("cloudfront-keyvaluestore:DescribeKeyValueStore") && said.contains("403: refused"))
    #expect(!said.contains("canary") && !said.contains("a-session"))
  }

  @Test(
    "A list that does not exist is a fault, also where an entry is to be removed; an ARN of something else is refused")
  func unknown() async throws {
    let server = try KeyValueStoreServer(isSigned: Self.isSigned)
    let other = "arn:aws:cloudfront::123456789012:key-value-store/another"
    await #expect(throws: BoxOfficeError.self) { try await readers(server, other).put("user:ana", "a") }
    await #expect(throws: BoxOfficeError.self) { try await readers(server, other).remove("user:ana") }
    for arn in [
      "", "readers", "arn:aws:cloudfront::123456789012:distribution/E1", "arn:aws:s3:::key-value-store/x",
      "arn:aws:cloudfront:us-east-1:123456789012:key-value-store/x", "arn:aws:cloudfront::x.y:key-value-store/x",
    ] {
      #expect(throws: BoxOfficeError.self, "\(arn)") { try readers(server, arn) }
    }
  }
}
