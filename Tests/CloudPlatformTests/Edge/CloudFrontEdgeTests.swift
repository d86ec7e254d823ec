import Domain
import Fixtures
import Foundation
import Seeder
import Synchronization
import Testing

@testable import CloudPlatform

/// CloudFront's API, as far as a purge needs it, on a server of the test's own that checks every signature.
@Suite("CloudFront as the edge", .ownThreads, .timeLimit(.minutes(5)))
struct CloudFrontEdgeTests {
  private static let credentials = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"]
  private let purge = EdgePurge(.current, of: ProviderID("acme")!, floor: 7)

  private static func document(_ name: String, _ content: String) -> String {
    "<?xml version=\"1.0\"?>\n<\(name) xmlns=\"http://cloudfront.amazonaws.com/doc/2020-05-31/\">\(content)</\(name)>"
  }

  private static func refusal(_ status: Int, _ code: String) -> SmallHTTPServer.Answer {
    .init(status, document("ErrorResponse", "<Error><Code>\(code)</Code><Message>no</Message></Error>"))
  }

  /// What it answers with beside what it does: an invalidation is complete when it has been asked for three times.
  private struct Behavior: Sendable {
    var tagHeader: String? = "Cache-Tag"
    var configuration: SmallHTTPServer.Answer?
    var invalidation: SmallHTTPServer.Answer?
  }

  private func server(_ behavior: Behavior = Behavior()) throws -> SmallHTTPServer {
    let looks = Looks()
    return try SmallHTTPServer { request in
      guard Self.isSigned(request) else { return Self.refusal(403, "SignatureDoesNotMatch") }
      switch (request.method, request.path) {
      case ("GET", "/2020-05-31/distribution/E2EXAMPLE/config"):
        if let answer = behavior.configuration { return answer }
        let tags = behavior.tagHeader.map { "<CacheTagConfig><HeaderName>\($0)</HeaderName></CacheTagConfig>" } ?? ""
        return .init(200, Self.document("DistributionConfig", "<CallerReference>x</CallerReference>\(tags)"))
      case ("POST", "/2020-05-31/distribution/E2EXAMPLE/invalidation"):
        if let answer = behavior.invalidation { return answer }
        return .init(201, Self.document("Invalidation", "<Id>I1</Id><Status>InProgress</Status>"))
      case ("GET", "/2020-05-31/distribution/E2EXAMPLE/invalidation/I1"):
        let status = looks.next() < 3 ? "InProgress" : "Completed"
        return .init(200, Self.document("Invalidation", "<Id>I1</Id><Status>\(status)</Status>"))
      default: return Self.refusal(404, "NoSuchDistribution")
      }
    }
  }

  private final class Looks: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
      count.withLock {
        $0 += 1
        return $0
      }
    }
  }

  /// Whether the signature is that of the request as it arrived.
  private static func isSigned(_ request: SmallHTTPServer.Request) -> Bool {
    guard let authorization = request.headers["authorization"], let stamp = request.headers["x-amz-date"],
      let names = authorization.firstMatch(of: /SignedHeaders=([^,]+)/)?.1.split(separator: ";").map(String.init),
      names.contains("host"), names.contains("x-amz-date"), names.contains("x-amz-content-sha256"),
      let time = Timestamp(iso: Self.iso(stamp))
    else { return false }
    let hash = SignatureV4.hash(request.body.utf8)
    guard request.headers["x-amz-content-sha256"] == hash else { return false }
    let signature = SignatureV4(
      credentials: AWSCredentials(
        accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: request.headers["x-amz-security-token"],
        expiresAt: nil), region: "us-east-1", service: "cloudfront")
    return authorization
      == signature.authorization(
        for: SignatureV4.Request(
          method: request.method, path: request.path,
          headers: names.map { (name: $0, value: request.headers[$0] ?? "") }, payloadHash: hash), at: time)
  }

  /// `20261122T134509Z` as `2026-11-22T13:45:09Z`.
  private static func iso(_ stamp: String) -> String {
    let digits = Array(stamp)
    func part(_ range: Range<Int>) -> String { String(digits[range]) }
    return "\(part(0..<4))-\(part(4..<6))-\(part(6..<8))T\(part(9..<11)):\(part(11..<13)):\(part(13..<15)).000Z"
  }

  private func edge(_ server: SmallHTTPServer, _ distribution: String = "E2EXAMPLE") throws -> CloudFrontEdge {
    var retry = RetryPolicy()
    (retry.attempts, retry.firstBound) = (3, .milliseconds(1))
    return try CloudFrontEdge(
      distribution: distribution, fetchDeadline: .seconds(30),
      environment: Self.credentials.merging(["AWS_ENDPOINT_URL_CLOUDFRONT": server.endpoint, "AWS_SESSION_TOKEN": "t"])
      {
        $1
      }, retry: retry, pollInterval: .milliseconds(1))
  }

  private func invalidated(_ server: SmallHTTPServer) -> [[String]] {
    server.requests.filter { $0.method == "POST" }.map { request in
      XMLTree(request.body.utf8)?["Paths"]?["Items"]?.all("Path").map(\.text) ?? []
    }
  }

  @Test("A distribution that reads our tags is invalidated by tag, and waited for until that is complete")
  func tag() async throws {
    let server = try server(Behavior(tagHeader: "cache-tag"))
    try await edge(server, "cloudfront://E2EXAMPLE").purge(purge)
    #expect(invalidated(server) == [["#acme/current"]])
    #expect(server.requests.filter { $0.path.hasSuffix("/I1") }.count == 3)
    let body = try #require(XMLTree(server.requests.first { $0.method == "POST" }?.body.utf8 ?? "".utf8))
    #expect(body.name == "InvalidationBatch")
    #expect(body["Paths"]?.text("Quantity") == "1")
    #expect(try await edge(server).check().hasSuffix("by tag"))
  }

  @Test(
    "One that reads other tags or none, or that says nothing of it, is invalidated by paths",
    arguments: [nil, "x-amz-meta-cache-tag", "denied"])
  func paths(_ header: String?) async throws {
    var behavior = Behavior(tagHeader: header)
    if header == "denied" { behavior.configuration = Self.refusal(403, "AccessDenied") }
    let server = try server(behavior)
    try await edge(server).purge(purge)
    #expect(invalidated(server) == [["/v1/acme", "/v1/acme?*", "/v1/acme.*", "/v1/acme/*"]])
  }

  @Test("Whatever is kept of what is purged has one of its paths, and of what is not has none")
  func coverage() {
    func isPurged(_ path: String, by purge: EdgePurge) -> Bool {
      CloudFrontEdge.paths(of: purge).contains { pattern in
        pattern.hasSuffix("*") ? path.hasPrefix(pattern.dropLast()) : path == pattern
      }
    }
    let edition = EdgePurge(.edition(1), of: purge.provider, floor: 0)
    for path in ["/v1/acme", "/v1/acme.csv", "/v1/acme?x=1", "/v1/acme/years", "/v1/acme/years.csv?from=1"] {
      #expect(isPurged(path, by: purge), "\(path)")
      #expect(!isPurged(path, by: edition), "\(path)")
    }
    for path in ["/v1/acme/@1", "/v1/acme/@1.csv", "/v1/acme/@1/years?from=1"] {
      #expect(isPurged(path, by: edition), "\(path)")
    }
    for path in ["/v1/acme-2", "/v1/acme-2/years", "/v1/acmeter", "/openapi.json"] {
      #expect(!isPurged(path, by: purge), "\(path)")
    }
    #expect(!isPurged("/v1/acme/@10/years", by: edition))
  }

  @Test(
    "Whatever CloudFront says no to is a failed purge that says what to do",
    arguments: [
      (400, "TooManyInvalidationsInProgress", "TooManyInvalidationsInProgress"),
      (403, "AccessDenied", "cloudfront:CreateInvalidation"), (500, "InternalError", "InternalError"),
    ])
  func refused(status: Int, code: String, told: String) async throws {
    let server = try server(Behavior(invalidation: Self.refusal(status, code)))
    let failure = await #expect(throws: BoxOfficeError.self) { try await edge(server).purge(purge) }
    #expect(failure?.code == EdgeCacheError.purgeFailed)
    #expect(failure?.message.contains(told) == true)
    // A fault of the server is met with the same request, which CloudFront knows by its reference.
    let references = server.requests.compactMap { $0.body.firstMatch(of: /<CallerReference>(.*)</)?.1 }
    #expect(references.count == (status == 500 ? 3 : 1))
    #expect(Set(references).count == 1)
  }

  @Test("A distribution that is not there is told, by the purge and by the check")
  func unknown() async throws {
    let server = try server()
    let edge = try edge(server, "E9OTHER")
    #expect(await code { try await edge.purge(purge) } == EdgeCacheError.purgeFailed)
    await #expect(throws: CloudFrontClient.Failure.self) { _ = try await edge.check() }
    #expect(await code { _ = try self.edge(server, "https://x.cloudfront.net") } == "edge-address-invalid")
  }

  @Test(
    "On moto, which imitates AWS, an invalidation is made and found complete",
    .enabled(if: TestServerProgram.isWanted("moto_server"), "moto_server is not installed"))
  func moto() async throws {
    let folder = try TemporaryFolder()
    let port = try Loopback.freePorts(1)
    let program = try #require(TestServerProgram.path(of: "moto_server"))
    let moto = try TestServerProgram("run", [folder.path, program, "-H", "127.0.0.1", "-p", "\(port)"])
    defer { withExtendedLifetime(moto) {} }
    let isUp = try await eventually { Loopback.isListening(port) }
    try #require(isUp)
    let configuration = Self.document(
      "DistributionConfig",
      """
      <CallerReference>test</CallerReference><Origins><Quantity>1</Quantity><Items><Origin><Id>api</Id>\
      <DomainName>api.example.com</DomainName></Origin></Items></Origins><DefaultCacheBehavior>\
      <TargetOriginId>api</TargetOriginId><ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy></DefaultCacheBehavior>\
      <Comment></Comment><Enabled>true</Enabled>
      """)
    let made = try HTTPReader(port: port).get(
      "/2020-05-31/distribution", method: "POST",
      headers: [
        "Host": "cloudfront.amazonaws.com", "Content-Type": "application/xml",
        "Authorization":
          "AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/cloudfront/aws4_request, SignedHeaders=host,"
          + " Signature=0",
      ], body: configuration)
    try #require(made.status == 201, "\(made.text)")
    let id = try #require(XMLTree(made.body)?.text("Id"))
    let edge = try CloudFrontEdge(
      distribution: id, fetchDeadline: .seconds(1),
      environment: Self.credentials.merging(["AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)"]) { $1 })
    try await edge.purge(purge)
  }
}
