import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import SystemPackage

/// Speaks S3 to one bucket: signs requests, sends them again after faults of the network and the server, and tells why
/// one failed.
///
/// Every body is signed with its SHA-256. It is known beforehand, since a file is read twice; so the server
/// checks each byte that it takes, over TLS or not, and nothing ever needs `UNSIGNED-PAYLOAD`.
package struct S3Client: Sendable {
  /// Answers that are held in memory are listings of 1,000 names at most.
  private static let maxAnswerBytes = 16 << 20

  /// As it was configured. Requests go to where the bucket says that it is.
  package let location: S3Location
  let retry: RetryPolicy
  let now: @Sendable () -> Timestamp
  let logger: Logger
  private let credentials: CredentialsChain
  private let transport: HTTPTransport
  private let home: Home

  /// Where the bucket is, once it has said that it is in another region than we were told. A provider's is where the
  /// provider wants it.
  private final class Home: Sendable {
    let location: Mutex<S3Location>
    init(_ location: S3Location) { self.location = Mutex(location) }
  }

  package init(
    location: S3Location, credentials: CredentialsChain, transport: HTTPTransport = HTTPTransport(),
    retry: RetryPolicy = RetryPolicy(), now: @escaping @Sendable () -> Timestamp = Timestamp.now,
    logger: Logger = Logger(label: "boxoffice.s3")
  ) {
    self.init(
      location: location, credentials: credentials, transport: transport, retry: retry, now: now, logger: logger,
      home: Home(location))
  }

  private init(
    location: S3Location, credentials: CredentialsChain, transport: HTTPTransport, retry: RetryPolicy,
    now: @escaping @Sendable () -> Timestamp, logger: Logger, home: Home
  ) {
    self.home = home
    self.location = location
    self.credentials = credentials
    self.transport = transport
    self.retry = retry
    self.now = now
    self.logger = logger
  }

  /// For `s3://bucket/prefix`, with what the environment and the shared files say; see `S3Location` and
  /// `CredentialsChain.standard`.
  package init(
    _ url: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.s3")
  ) throws {
    let region = try SharedProfiles(environment: environment).region
    let location = try S3Location(url, environment: environment, profileRegion: region)
    self.init(
      location: location,
      credentials: .standard(environment: environment, region: location.region, logger: logger), logger: logger)
  }

  /// The same client with other patience.
  func retrying(_ retry: RetryPolicy) -> S3Client {
    S3Client(
      location: location, credentials: credentials, transport: transport, retry: retry, now: now, logger: logger,
      home: home)
  }

  /// Sends a request until it succeeds or `retry` gives up, and collects the answer.
  ///
  /// `lookUp` is asked before a request is sent again that may have been carried out: what it finds is the answer then.
  func send(_ request: S3Request, lookUp: (() async throws -> S3Response?)? = nil) async throws -> S3Response {
    var attempts = retry.begin()
    var leavesDoubt = false
    while true {
      var failure: S3Failure
      do {
        let response = try await open(request)
        let answer = S3Response(headers: response.headers, body: try await collect(response))
        if request.mayFailLate { try checkLateFailure(answer) }
        return answer
      } catch let error as S3Failure {
        failure = error
      }
      leavesDoubt = leavesDoubt || failure.leavesDoubt
      if leavesDoubt, let lookUp, let found = try await lookUp() { return found }
      guard failure.isWorthRetrying, let pause = attempts.next(wanted: failure.wantedPause) else {
        failure.leavesDoubt = leavesDoubt
        failure.attempts = attempts.count
        throw failure
      }
      note(failure, pause)
      try await retry.sleep(pause)
    }
  }

  /// Sends a request once (again if the credentials had ended, or the bucket is in another region), and returns when the
  /// head of a good answer is there.
  func open(_ request: S3Request) async throws -> HTTPClientResponse {
    do {
      return try await attempt(request)
    } catch let failure as S3Failure where failure.isExpiredCredentials || follows(failure) {
      return try await attempt(request)
    }
  }

  /// Whether the bucket has told us a region that we did not know.
  private func follows(_ failure: S3Failure) -> Bool {
    guard let region = failure.otherRegion else { return false }
    return home.location.withLock { location in
      guard let moved = location.moved(to: region) else { return false }
      location = moved
      return true
    }
  }

  func note(_ failure: S3Failure, _ pause: Duration) {
    logger.debug(
      "A request to S3 failed and is sent again",
      metadata: ["error": "\(failure.reason)", "retry.after": "\(pause)", "s3.bucket": "\(location.bucket)"])
  }

  private func attempt(_ request: S3Request) async throws -> HTTPClientResponse {
    let credentials = try await credentials.credentials()
    let response: HTTPClientResponse
    do {
      response = try await transport.execute(signed(request, with: credentials))
    } catch {
      throw try Self.unanswered(error)
    }
    guard (200..<300).contains(response.status.code) else {
      let body = try await collect(response)
      let failure = S3Failure(status: response.status, headers: response.headers, body: body.readableBytesView)
      if failure.isExpiredCredentials { await self.credentials.discard(credentials) }
      throw failure
    }
    return response
  }

  private func collect(_ response: HTTPClientResponse) async throws -> ByteBuffer {
    do {
      return try await response.body.collect(upTo: Self.maxAnswerBytes)
    } catch {
      throw try Self.unanswered(error)
    }
  }

  /// What the transport throws, unless it is that the task was cancelled, or that the file to be sent cannot be read.
  static func unanswered(_ error: any Error) throws -> S3Failure {
    if Task.isCancelled || error is CancellationError { throw CancellationError() }
    if error is Errno || error is FilePiece.CutShort { throw error }
    return S3Failure(.unanswered(error))
  }

  private func checkLateFailure(_ answer: S3Response) throws {
    guard let tree = XMLTree(answer.body.readableBytesView), tree.name == "Error" else { return }
    // Its code tells what the status would have been; what is not a condition is the server's trouble.
    let isCondition = tree.text("Code") == "PreconditionFailed"
    throw S3Failure(
      status: isCondition ? .preconditionFailed : .internalServerError, headers: answer.headers,
      body: answer.body.readableBytesView)
  }

  private func signed(_ request: S3Request, with credentials: AWSCredentials) -> HTTPClientRequest {
    let location = home.location.withLock { $0 }
    let (host, path) = location.address(of: request.key)
    let time = now()
    var headers = request.headers
    headers.append((name: "host", value: host))
    headers.append((name: "x-amz-date", value: SignatureV4.stamp(time)))
    let hash = request.body?.checksum.hex ?? SignatureV4.emptyHash
    headers.append((name: "x-amz-content-sha256", value: hash))
    if let token = credentials.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
    let signature = SignatureV4(credentials: credentials, region: location.region, service: "s3")
    let authorization = signature.authorization(
      for: SignatureV4.Request(
        method: request.method.rawValue, path: path, query: request.query, headers: headers, payloadHash: hash),
      at: time)
    let query = request.query.isEmpty ? "" : "?" + PercentEncoding.query(request.query)
    var signed = HTTPClientRequest(
      url: "\(location.scheme)://\(host)\(PercentEncoding.encode(path, keepsSlash: true))\(query)")
    signed.method = request.method
    for header in headers { signed.headers.add(name: header.name, value: header.value) }
    signed.headers.add(name: "authorization", value: authorization)
    if let body = request.body { signed.body = body.content }
    return signed
  }
}
