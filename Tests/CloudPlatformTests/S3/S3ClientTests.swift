import Domain
import Fixtures
import Foundation
import NIOCore
import Synchronization
import Testing
import Watchfolders

@testable import CloudPlatform

/// A client against answers that no real server gives when it is asked to.
@Suite("The S3 client")
struct S3ClientTests {
  private func client(
    _ endpoint: String, retry: RetryPolicy = SeaweedFSServer.quick, key: String = "KEY"
  ) throws -> S3Client {
    S3Client(
      location: try S3Location("s3://bucket/p", environment: ["AWS_ENDPOINT_URL": endpoint]),
      credentials: CredentialsChain([
        EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": "secret"])
      ]), retry: retry, now: { Timestamp("2026-11-22T13:45:09.000Z")! })
  }

  /// Answers in this order, the last one for ever.
  private func server(_ answers: SmallHTTPServer.Answer...) throws -> SmallHTTPServer {
    let rest = Mutex(answers)
    return try SmallHTTPServer { _ in rest.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] } }
  }

  private static let noVersions = "<ListVersionsResult><IsTruncated>false</IsTruncated></ListVersionsResult>"

  private static func error(_ code: String) -> String {
    "<Error><Code>\(code)</Code><Message>So it is</Message><RequestId>4711</RequestId></Error>"
  }

  @Test("tries again after faults of the server", arguments: [(500, "InternalError"), (503, "SlowDown"), (429, "x")])
  func retries(_ example: (status: Int, code: String)) async throws {
    let fault = SmallHTTPServer.Answer(example.status, Self.error(example.code))
    let server = try server(fault, fault, .init(200, Self.noVersions))
    #expect(try await client(server.endpoint).entries(prefix: "p/") == [])
    #expect(server.requests.count == 3)
  }

  @Test("never tries again after faults of its own", arguments: [400, 401, 403, 404, 409, 501])
  func noRetries(_ status: Int) async throws {
    let server = try server(.init(status, Self.error("Fault")))
    let failure = await #expect(throws: S3Failure.self) {
      _ = try await client(server.endpoint).entries(prefix: "p/")
    }
    #expect(server.requests.count == 1)
    #expect(failure?.code == "Fault")
    #expect(failure?.attempts == 1)
  }

  @Test("goes to the region where the bucket says that it is, and stays there", arguments: [301, 307, 400])
  func otherRegion(_ status: Int) async throws {
    // Given a bucket in another region than we were told; of an answer to HEAD there is only the header
    let moved = SmallHTTPServer.Answer(status, headers: ["x-amz-bucket-region": "eu-west-9"])
    let server = try server(moved, .init(200, Self.noVersions))
    let client = try client(server.endpoint, retry: .never)
    // When it is asked, by two that share what they know
    #expect(try await client.entries(prefix: "p/") == [])
    #expect(try await client.retrying(.never).entries(prefix: "p/") == [])
    // Then only the first request is signed for the wrong one
    let regions = server.requests.map { $0.headers["authorization"]!.split(separator: "/")[2] }
    #expect(regions == ["us-east-1", "eu-west-9", "eu-west-9"])
  }

  @Test("a bucket that names another region at each answer is not followed without end")
  func wanderingBucket() async throws {
    let count = Mutex(0)
    let server = try SmallHTTPServer { _ in
      let number = count.withLock { count in
        count += 1
        return count
      }
      return .init(301, Self.error("PermanentRedirect"), headers: ["x-amz-bucket-region": "eu-west-\(number)"])
    }
    await #expect(throws: S3Failure.self) {
      _ = try await client(server.endpoint, retry: .never).entries(prefix: "p/")
    }
    #expect(server.requests.count == 2)
  }

  @Test("signs each attempt, and the hash of what it sends")
  func signs() async throws {
    let server = try server(
      .init(500), .init(200, Self.noVersions), .init(200, headers: ["x-amz-version-id": "v1"]))
    #expect(try await client(server.endpoint).put("p/a", S3Body(ByteBuffer(string: "text"))) == "v1")
    let puts = server.requests.filter { $0.method == "PUT" }
    #expect(puts.count == 2)
    for request in puts {
      #expect(request.headers["x-amz-content-sha256"] == SignatureV4.hash("text".utf8))
      #expect(request.headers["x-amz-checksum-sha256"] == "mC2ePrmW9VnmM/TRlN7zdh2Qn1o7ZH0ahR/q1nwyydE=")
      #expect(request.headers["authorization"]?.contains("x-amz-content-sha256;x-amz-date") == true)
    }
    // After a fault that leaves doubt it looked whether the put had been carried out.
    #expect(server.requests.map(\.method) == ["PUT", "GET", "PUT"])
  }

  @Test("takes an error that comes with 200 for what it is")
  func lateFailure() async throws {
    let server = try SmallHTTPServer { request in
      switch (request.method, request.path) {
      case ("POST", let path) where path.hasSuffix("uploads="):
        .init(200, "<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>")
      case ("PUT", _): .init(200, headers: ["ETag": "\"e\""])
      case ("POST", _): .init(200, " \n" + Self.error("InternalError"))
      case ("GET", _): .init(200, Self.noVersions)
      default: .init(204)
      }
    }
    let folder = try TemporaryFolder()
    let file = try LocalFile(reading: try folder.write(Data("text".utf8), to: "file"))
    let failure = await #expect(throws: S3Failure.self) {
      _ = try await client(server.endpoint).putInParts("p/a", file, bytes: 4, conditions: [])
    }
    #expect(failure?.code == "InternalError")
    #expect(failure?.attempts == 10)
    #expect(server.requests.last?.method == "DELETE")
  }

  @Test("tells a missing bucket from a missing object")
  func head() async throws {
    for (code, isMissing) in [("NoSuchKey", true), ("NoSuchBucket", false)] {
      let server = try SmallHTTPServer { $0.method == "HEAD" ? .init(404) : .init(404, Self.error(code)) }
      let client = try client(server.endpoint)
      if isMissing {
        #expect(try await client.head("p/a") == nil)
      } else {
        await #expect(throws: S3Failure.self) { _ = try await client.head("p/a") }
      }
    }
  }

  @Test("does not go round in circles in a listing that does not end")
  func endless() async throws {
    let server = try server(
      .init(
        200, "<ListVersionsResult><IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker></ListVersionsResult>")
    )
    await #expect(throws: S3Failure.self) { _ = try await client(server.endpoint).entries(prefix: "") }
    #expect(server.requests.count == 2)
  }

  @Test("decodes keys that are told percent-encoded")
  func encodedKeys() async throws {
    let server = try server(
      .init(
        200,
        """
        <ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>
        <Version><Key>p/a+b%2Fc%C3%BC</Key><VersionId>1</VersionId><IsLatest>true</IsLatest><Size>1</Size></Version>
        </ListVersionsResult>
        """))
    #expect(try await client(server.endpoint).entries(prefix: "p/").map(\.key) == ["p/a b/cü"])
  }

  @Test("asks for new credentials once when the old have ended")
  func expired() async throws {
    let server = try server(.init(400, Self.error("ExpiredToken")), .init(200, Self.noVersions))
    #expect(try await client(server.endpoint).entries(prefix: "") == [])
    let never = try self.server(.init(400, Self.error("ExpiredToken")))
    await #expect(throws: S3Failure.self) { _ = try await client(never.endpoint).entries(prefix: "") }
    #expect(never.requests.count == 2)
  }

  @Test(
    "says what to do",
    arguments: [
      (404, "NoSuchBucket", "aws s3api create-bucket --bucket bucket"), (403, "AccessDenied", "s3:ListBucketVersions"),
      (403, "SignatureDoesNotMatch", "secret key"), (403, "InvalidAccessKeyId", "Check the access key"),
      (400, "ExpiredToken", "Get new credentials"), (301, "PermanentRedirect", "Its region is eu-west-9"),
      (507, "InsufficientStorage", "Free some space"), (500, "InternalError", "server's trouble"),
      (403, "RequestTimeTooSkewed", "clock is 3600 seconds ahead of the server's"),
      (403, "Forbidden", "rights on s3://"),
    ])
  func advice(_ example: (status: Int, code: String, advice: String)) async throws {
    let server = try server(
      .init(
        example.status, Self.error(example.code),
        headers: ["Date": "Sun, 22 Nov 2026 12:45:09 GMT", "x-amz-bucket-region": "eu-west-9"]))
    let store = S3ObjectStore(client: try client(server.endpoint, retry: .never))
    do {
      _ = try await store.list(prefix: "")
      Issue.record("there was no error")
    } catch let error as BoxOfficeError {
      #expect(error.code == "store-failed")
      #expect(error.message.contains(example.advice), "\(error)")
      #expect(error.message.contains("the server says \(example.code) (\(example.status)): So it is"), "\(error)")
      #expect(error.message.contains("request 4711"))
    }
  }

  @Test("notices what was damaged on its way")
  func damaged() async throws {
    let checksum = S3Body(ByteBuffer(string: "right")).checksum.base64
    for (text, isRight) in [("right", true), ("wrong", false)] {
      let server = try server(.init(200, text, headers: ["ETag": "\"e\"", "x-amz-checksum-sha256": checksum]))
      let store = S3ObjectStore(client: try client(server.endpoint))
      if isRight {
        #expect(try await store.data(.init("a")!) == Data(text.utf8))
      } else {
        let error = await #expect(throws: BoxOfficeError.self) { _ = try await store.data(.init("a")!) }
        #expect(error?.message.contains("SHA-256 is another") == true)
      }
    }
  }

  @Test("refuses answers that are not what was asked for")
  func wrongRange() async throws {
    let answers = [
      SmallHTTPServer.Answer(200, "0123456789"),
      .init(206, "0123", headers: ["Content-Range": "bytes 0-3/10"]), .init(206, "0123"),
      .init(206, "456789", headers: ["Content-Range": "bytes 4-9/10"]),
    ]
    for answer in answers {
      let server = try server(answer)
      let store = S3ObjectStore(client: try client(server.endpoint))
      await #expect(throws: BoxOfficeError.self) {
        try await store.read(.init("a")!, version: nil, range: 4..<8) { _ in }
      }
    }
  }

  @Test("makes parts large enough for S3's 10,000")
  func partBytes() {
    #expect(S3Client.partBytes(of: 17 << 20) == S3Client.partBytes)
    #expect(S3Client.partBytes(of: 80_000 << 20) == S3Client.partBytes)
    for bytes in [(80_000 << 20) + 1, 5 << 40] as [Int64] {
      let part = S3Client.partBytes(of: bytes)
      #expect(Int64(part) * 10_000 >= bytes)
      #expect(part % (1 << 20) == 0)
    }
  }
}
