import AsyncHTTPClient
import Domain
import Foundation
import NIOHTTP1

/// Credentials that EC2 lends to an instance with a role, by its metadata service, version 2 (a token first).
package struct InstanceCredentials: CredentialsSource {
  package let name = "the instance's role"
  private static let standardEndpoint = "http://169.254.169.254"

  private let endpoint: String
  private let isDisabled: Bool
  private let retry: RetryPolicy
  private let transport: HTTPTransport

  package init(environment: [String: String], retry: RetryPolicy = RetryPolicy()) {
    let named = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"].flatMap { $0.isEmpty ? nil : $0 }
    let endpoint = named ?? Self.standardEndpoint
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    isDisabled = environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() == "true"
    self.retry = retry
    var timeouts = HTTPTransport.Timeouts()
    // It is next door; elsewhere than on EC2 nobody answers at all.
    (timeouts.connect, timeouts.idle, timeouts.answer) = (.seconds(1), .seconds(2), .seconds(2))
    transport = HTTPTransport(timeouts: timeouts)
  }

  package func credentials() async throws -> AWSCredentials? {
    guard !isDisabled else { return nil }
    let token: String
    do {
      // Once only: that nobody answers is how we know that this is no instance.
      let answer = try await transport.fetch(retry: .never) {
        var request = HTTPClientRequest(url: endpoint + "/latest/api/token")
        request.method = .PUT
        request.headers.add(name: "x-aws-ec2-metadata-token-ttl-seconds", value: "60")
        return request
      }
      guard answer.status == .ok else {
        throw CredentialsFailure.error(
          "\(endpoint) gives no metadata token (status \(answer.status.code)); in a container raise the hop limit "
            + "(`aws ec2 modify-instance-metadata-options --http-put-response-hop-limit 2`), elsewhere set "
            + "AWS_EC2_METADATA_DISABLED=true")
      }
      token = String(decoding: answer.body, as: UTF8.self)
    } catch let error where !(error is CancellationError || error is BoxOfficeError) {
      return nil
    }
    let folder = "/latest/meta-data/iam/security-credentials/"
    guard
      let role = try await get(folder, token).map({ String(decoding: $0, as: UTF8.self) })?
        .split(whereSeparator: \.isNewline).first
    else { return nil }  // an instance without a role
    guard let document = try await get(folder + role, token) else {
      throw CredentialsFailure.error("\(endpoint) names the role \(role) but has no credentials of it; check the role")
    }
    return try LentCredentials.credentials(from: document, place: endpoint)
  }

  /// `nil` if there is no such thing.
  private func get(_ path: String, _ token: String) async throws -> Data? {
    let answer: HTTPTransport.Document
    do {
      answer = try await transport.fetch(retry: retry) {
        var request = HTTPClientRequest(url: endpoint + path)
        request.headers.add(name: "x-aws-ec2-metadata-token", value: token)
        return request
      }
    } catch let error where !(error is CancellationError) {
      throw CredentialsFailure.error("\(endpoint)\(path) does not answer", error)
    }
    switch answer.status {
    case .ok: return answer.body
    case .notFound: return nil
    default:
      throw CredentialsFailure.error("\(endpoint)\(path) answers with status \(answer.status.code); check the role")
    }
  }
}
