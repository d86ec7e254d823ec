import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// The part of CloudFront's API that a purge needs: https://docs.aws.amazon.com/cloudfront/latest/APIReference/
struct CloudFrontClient: Sendable {
  /// What CloudFront says no with.
  struct Failure: Error, CustomStringConvertible {
    let code: String
    let message: String

    var description: String { "\(code): \(message)\(advice)" }

    private var advice: String {
      switch code {
      case "NoSuchDistribution": ". Set 'edgeUrl' to the id of a distribution of this account"
      case "AccessDenied":
        ". Give the credentials cloudfront:CreateInvalidation, cloudfront:GetInvalidation and"
          + " cloudfront:GetDistributionConfig on the distribution"
      default: ""
      }
    }
  }

  struct Invalidation: Equatable {
    let id: String
    let status: String

    /// Stand-ins of AWS write it in other letters.
    var isComplete: Bool { status.lowercased() == "completed" }
  }

  private static let version = "2020-05-31"
  /// CloudFront is signed for as if it were in one region.
  private static let region = "us-east-1"

  let distribution: String
  private let endpoint: String
  private let credentials: CredentialsChain
  private let transport: HTTPTransport
  private let retry: RetryPolicy

  init(distribution: String, environment: [String: String], retry: RetryPolicy) throws {
    let scheme = "cloudfront://"
    let id = distribution.hasPrefix(scheme) ? String(distribution.dropFirst(scheme.count)) : distribution
    guard !id.isEmpty, id.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }) else {
      throw BoxOfficeError(
        code: "edge-address-invalid",
        message: "'\(distribution)' is no id of a CloudFront distribution, such as E2EXAMPLE: set 'edgeUrl' to it")
    }
    self.distribution = id
    let named = ["AWS_ENDPOINT_URL_CLOUDFRONT", "AWS_ENDPOINT_URL"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    let endpoint = named ?? "https://cloudfront.amazonaws.com"
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    credentials = .standard(environment: environment, region: try SharedProfiles(environment: environment).region)
    transport = HTTPTransport()
    self.retry = retry
  }

  /// The header from which the distribution reads tags; `nil` if it reads none.
  func tagHeader() async throws -> String? {
    let document = try await ask(.GET, "/config")
    return document["CacheTagConfig"]?.text("HeaderName").flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Begins an invalidation of paths, and of tags, written with a `#` before them.
  func invalidate(_ items: [String], reference: String) async throws -> Invalidation {
    let paths = items.map { "<Path>\(Markup.escaped($0))</Path>" }.joined()
    let body =
      "<InvalidationBatch xmlns=\"http://cloudfront.amazonaws.com/doc/\(Self.version)/\"><Paths>"
      + "<Quantity>\(items.count)</Quantity><Items>\(paths)</Items></Paths>"
      + "<CallerReference>\(Markup.escaped(reference))</CallerReference></InvalidationBatch>"
    return try Self.invalidation(in: try await ask(.POST, "/invalidation", body: body))
  }

  func invalidation(_ id: String) async throws -> Invalidation {
    try Self.invalidation(in: try await ask(.GET, "/invalidation/\(id)"))
  }

  private static func invalidation(in document: XMLTree) throws -> Invalidation {
    guard let id = document.text("Id"), let status = document.text("Status") else {
      throw Failure(code: "MalformedAnswer", message: "the answer names no invalidation")
    }
    return Invalidation(id: id, status: status)
  }

  private func ask(_ method: HTTPMethod, _ path: String, body: String? = nil) async throws -> XMLTree {
    let credentials = try await credentials.credentials()
    let answer = try await transport.fetch(retry: retry) {
      request(method, "/\(Self.version)/distribution/\(distribution)\(path)", body, with: credentials)
    }
    let tree = XMLTree(answer.body)
    guard (200..<300).contains(answer.status.code), let tree else {
      let error = tree?["Error"] ?? tree
      throw Failure(
        code: error?.text("Code") ?? "\(answer.status.code)",
        message: error?.text("Message") ?? answer.status.reasonPhrase)
    }
    return tree
  }

  private func request(
    _ method: HTTPMethod, _ path: String, _ body: String?, with credentials: AWSCredentials
  ) -> HTTPClientRequest {
    let time = Timestamp.now()
    let hash = body.map { SignatureV4.hash($0.utf8) } ?? SignatureV4.emptyHash
    var headers = [
      (name: "host", value: String(endpoint.split(separator: "/").dropFirst().first ?? "")),
      (name: "x-amz-date", value: SignatureV4.stamp(time)), (name: "x-amz-content-sha256", value: hash),
    ]
    if body != nil { headers.append((name: "content-type", value: "application/xml")) }
    if let token = credentials.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
    let signature = SignatureV4(credentials: credentials, region: Self.region, service: "cloudfront")
    headers.append(
      (
        name: "authorization",
        value: signature.authorization(
          for: SignatureV4.Request(method: method.rawValue, path: path, headers: headers, payloadHash: hash), at: time)
      ))
    var request = HTTPClientRequest(url: endpoint + path)
    request.method = method
    for header in headers { request.headers.add(name: header.name, value: header.value) }
    if let body { request.body = .bytes(ByteBuffer(string: body)) }
    return request
  }
}
