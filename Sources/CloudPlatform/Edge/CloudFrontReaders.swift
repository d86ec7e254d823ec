import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// The list by which CloudFront's functions judge readers: a key-value store, of which we change single entries.
///
/// https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_Operations_Amazon_CloudFront_KeyValueStore.html
package struct CloudFrontReaders: Sendable {
  /// What CloudFront says no with.
  private struct Failure: Error, CustomStringConvertible {
    let status: HTTPResponseStatus
    let message: String

    var description: String { "\(status.code): \(message)" }
  }

  /// Each change is of one version of the whole list; as many others at the same moment are a program out of control.
  private static let attempts = 10

  private let arn: String
  private let endpoint: String
  private let credentials: CredentialsChain
  private let transport = HTTPTransport(timeouts: .ofDocuments)
  private let retry: RetryPolicy

  /// At `AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE`, else at `AWS_ENDPOINT_URL`, else at the account's own endpoint.
  package init(
    _ arn: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.edge"), retry: RetryPolicy = RetryPolicy()
  ) throws {
    let parts = arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", parts[2] == "cloudfront", parts[3].isEmpty, !parts[4].isEmpty,
      parts[4].utf8.allSatisfy({ (0x30...0x39).contains($0) }), parts[5].hasPrefix("key-value-store/")
    else {
      throw BoxOfficeError(
        code: "edge-readers-invalid",
        message: "'\(arn)' is no ARN of a key-value store, such as arn:aws:cloudfront::ACCOUNT:key-value-store/ID: set"
          + " 'edgeReaders' to it")
    }
    self.arn = arn
    let named = ["AWS_ENDPOINT_URL_CLOUDFRONT_KEYVALUESTORE", "AWS_ENDPOINT_URL"].lazy
      .compactMap { environment[$0] }.first { !$0.isEmpty }
    let endpoint = named ?? "https://\(parts[4]).cloudfront-kvs.global.api.aws"
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    credentials = .standard(
      environment: environment, region: try SharedProfiles(environment: environment).region, logger: logger)
    self.retry = retry
  }

  /// Makes an entry, or replaces it. Error: `edge-readers-failed`.
  package func put(_ entry: String, _ value: String) async throws {
    let body = try JSONEncoder().encode(["Value": value])
    try await change(.PUT, entry, body)
  }

  /// Removes an entry, and returns whether there was one. Error: `edge-readers-failed`.
  package func remove(_ entry: String) async throws -> Bool {
    let isThere: Bool
    do {
      // Without a list there is no entry either, and that is a fault.
      _ = try await ask(.GET, nil)
      isThere = try await ask(.GET, entry, notFound: false).status != .notFound
    } catch let failure where !(failure is CancellationError) {
      throw self.failure(failure)
    }
    if isThere { try await change(.DELETE, entry, nil) }
    return isThere
  }

  /// Looks at the list and at an entry; returns how many there are. That entries may be changed is not tried: CloudFront
  /// would take each change to all its places. Error: `edge-readers-failed`.
  package func check() async throws -> String {
    struct List: Decodable {
      let ItemCount: Int
    }
    do {
      let list = try JSONDecoder().decode(List.self, from: try await ask(.GET, nil).body)
      _ = try await ask(.GET, "_doctor", notFound: false)
      return "\(arn) answers, \(list.ItemCount) entries"
    } catch let failure where !(failure is CancellationError) {
      throw self.failure(failure, "read")
    }
  }

  private func change(_ method: HTTPMethod, _ entry: String, _ body: Data?) async throws {
    do {
      for _ in 1..<Self.attempts {
        // Somebody else may be faster: their version is the ground of ours.
        if try await changeOnce(method, entry, body) { return }
      }
      guard try await changeOnce(method, entry, body) else {
        throw Failure(status: .conflict, message: "others change the list without end")
      }
    } catch let failure where !(failure is CancellationError) {
      throw self.failure(failure)
    }
  }

  /// `false` if the list has become another one meanwhile.
  private func changeOnce(_ method: HTTPMethod, _ entry: String, _ body: Data?) async throws -> Bool {
    guard let version = try await ask(.GET, nil).headers.first(name: "etag") else {
      throw Failure(status: .ok, message: "the answer names no version (ETag)")
    }
    let answer = try await ask(method, entry, body, version: version, conflict: false)
    return ![.conflict, .preconditionFailed].contains(answer.status)
  }

  private func failure(_ cause: any Error, _ what: String = "changed") -> BoxOfficeError {
    BoxOfficeError(
      code: "edge-readers-failed",
      message: "the list of readers \(arn) cannot be \(what); check that it exists and that the credentials have"
        + " cloudfront-keyvaluestore:DescribeKeyValueStore, GetKey, PutKey and DeleteKey on it",
      cause: cause)
  }

  /// Asks for the list as a whole, or for an entry. Throws `Failure` for any refusal but those that are said to be an answer.
  private func ask(
    _ method: HTTPMethod, _ entry: String?, _ body: Data? = nil, version: String? = nil, notFound: Bool = true,
    conflict: Bool = true
  ) async throws -> HTTPTransport.Document {
    let credentials = try await credentials.credentials()
    let signed = try Prepared(method, path(entry), body, version, endpoint, credentials)
    let answer = try await transport.fetch(retry: retry) { signed.request }
    let isAnswer =
      (200..<300).contains(answer.status.code) || (!notFound && answer.status == .notFound)
      || (!conflict && [.conflict, .preconditionFailed].contains(answer.status))
    guard isAnswer else { throw Failure(status: answer.status, message: Self.reason(answer)) }
    return answer
  }

  private func path(_ entry: String?) -> String {
    let list = "/key-value-stores/\(PercentEncoding.encode(arn))"
    return entry.map { "\(list)/keys/\(PercentEncoding.encode($0))" } ?? list
  }

  private static func reason(_ answer: HTTPTransport.Document) -> String {
    struct Fault: Decodable {
      let Message: String?
      let message: String?
    }
    let fault = try? JSONDecoder().decode(Fault.self, from: answer.body)  // what is no JSON says nothing that helps
    return fault?.Message ?? fault?.message ?? answer.status.reasonPhrase
  }

  /// A signed request, which may be sent again for some minutes.
  private struct Prepared {
    let request: HTTPClientRequest

    init(
      _ method: HTTPMethod, _ path: String, _ body: Data?, _ version: String?, _ endpoint: String,
      _ credentials: AWSCredentials
    ) throws {
      let time = Timestamp.now()
      var headers = [
        (name: "host", value: String(endpoint.split(separator: "/").dropFirst().first ?? "")),
        (name: "x-amz-date", value: SignatureV4.stamp(time)), SignatureV4A.regionSet,
      ]
      if body != nil { headers.append((name: "content-type", value: "application/json")) }
      if let version { headers.append((name: "if-match", value: version)) }
      if let token = credentials.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
      let hash = body.map { SignatureV4.hash($0) } ?? SignatureV4.emptyHash
      // All services but S3 sign the path encoded twice: here as it is sent, which is encoded once.
      let signed = SignatureV4.Request(method: method.rawValue, path: path, headers: headers, payloadHash: hash)
      let signature = SignatureV4A(credentials: credentials, service: "cloudfront-keyvaluestore")
      headers.append((name: "authorization", value: try signature.authorization(for: signed, at: time)))
      var request = HTTPClientRequest(url: endpoint + path)
      request.method = method
      for header in headers { request.headers.add(name: header.name, value: header.value) }
      if let body { request.body = .bytes(ByteBuffer(bytes: body)) }
      self.request = request
    }
  }
}
