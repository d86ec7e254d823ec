import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// AWS STS, which lends credentials of a role to whoever may assume it.
///
/// At `AWS_ENDPOINT_URL_STS`, else at `AWS_ENDPOINT_URL`, else at the region's own endpoint.
struct SecurityTokenService: Sendable {
  static let defaultSessionName = "boxoffice"

  private let endpoint: String
  private let region: String
  private let transport: HTTPTransport
  private let retry: RetryPolicy
  private let now: @Sendable () -> Timestamp

  init(
    environment: [String: String], region: String?, transport: HTTPTransport, retry: RetryPolicy = RetryPolicy(),
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    let region = region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? "us-east-1"
    let named = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let endpoint = named ?? "https://sts.\(region).amazonaws.com"
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    self.region = region
    self.transport = transport
    self.retry = retry
    self.now = now
  }

  /// The role's credentials for the bearer of the token in `tokenFile`, which its issuer replaces from time to time.
  func assumeRole(_ role: String, session: String, tokenFile: String) async throws -> AWSCredentials {
    let token: String
    do {
      token = String(decoding: try Data(contentsOf: URL(fileURLWithPath: tokenFile)), as: UTF8.self)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    } catch {
      throw CredentialsFailure.error(
        "the web identity token \(tokenFile) cannot be read; check AWS_WEB_IDENTITY_TOKEN_FILE and its rights", error)
    }
    return try await ask(
      "AssumeRoleWithWebIdentity",
      [("RoleArn", role), ("RoleSessionName", session), ("WebIdentityToken", token)], signedBy: nil)
  }

  /// The role's credentials for the owner of `credentials`.
  func assumeRole(
    _ role: String, session: String, externalID: String?, with credentials: AWSCredentials
  ) async throws -> AWSCredentials {
    let external = externalID.map { [("ExternalId", $0)] } ?? []
    return try await ask(
      "AssumeRole", [("RoleArn", role), ("RoleSessionName", session)] + external, signedBy: credentials)
  }

  private func ask(
    _ action: String, _ parameters: [(String, String)], signedBy credentials: AWSCredentials?
  ) async throws -> AWSCredentials {
    let items = [("Action", action), ("Version", "2011-06-15")] + parameters
    let form = PercentEncoding.query(items.map { (name: $0.0, value: $0.1) })
    let answer: HTTPTransport.Document
    do {
      answer = try await transport.fetch(retry: retry) { request(form, signedBy: credentials) }
    } catch let error where !(error is CancellationError) {
      throw CredentialsFailure.error("\(endpoint) does not answer; check the network and AWS_ENDPOINT_URL_STS", error)
    }
    let tree = XMLTree(answer.body)
    guard answer.status == .ok, let lent = tree?["\(action)Result"]?["Credentials"],
      let key = lent.text("AccessKeyId"), let secret = lent.text("SecretAccessKey"),
      let token = lent.text("SessionToken"), let end = lent.text("Expiration").flatMap(Timestamp.init(iso:))
    else {
      let error = tree?["Error"]
      throw CredentialsFailure.error(
        "\(endpoint) does not lend the role \(parameters[0].1): "
          + "\(error?.text("Code") ?? "status \(answer.status.code)"), "
          + "\(error?.text("Message") ?? "no reason given"). Check the role's name and its trust policy"
      )
    }
    return AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token, expiresAt: end)
  }

  private func request(_ form: String, signedBy credentials: AWSCredentials?) -> HTTPClientRequest {
    var request = HTTPClientRequest(url: endpoint + "/")
    request.method = .POST
    request.body = .bytes(ByteBuffer(string: form))
    let time = now()
    let host = endpoint.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    var headers = [
      (name: "host", value: host), (name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8"),
      (name: "x-amz-date", value: SignatureV4.stamp(time)),
    ]
    if let credentials {
      if let token = credentials.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
      let signed = SignatureV4.Request(
        method: "POST", path: "/", headers: headers, payloadHash: SignatureV4.hash(form.utf8))
      let signature = SignatureV4(credentials: credentials, region: region, service: "sts")
      headers.append((name: "authorization", value: signature.authorization(for: signed, at: time)))
    }
    for header in headers { request.headers.add(name: header.name, value: header.value) }
    return request
  }
}
