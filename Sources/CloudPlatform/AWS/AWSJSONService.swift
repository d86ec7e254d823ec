import AsyncHTTPClient
import Domain
import Foundation
import NIOHTTP1

/// A service of AWS that is asked by one JSON document and answers with one, such as SQS and Secrets Manager.
///
/// At `AWS_ENDPOINT_URL_…` of the service, else at `AWS_ENDPOINT_URL`, else at the region's own endpoint.
struct AWSJSONService: Sendable {
  /// What one of them is called, where.
  struct Names: Sendable {
    /// In a host's name and in a signature: `sqs`.
    let service: String
    /// Before the action: `AmazonSQS`.
    let target: String
    /// Of the protocol: `1.0`.
    let version: String
    /// What names its endpoint: `AWS_ENDPOINT_URL_SQS`.
    let variable: String
  }

  /// What the service says no with.
  struct Failure: Error, CustomStringConvertible {
    let status: UInt
    let code: String
    let message: String

    var description: String { "\(code) (\(status)): \(message)" }
  }

  let names: Names
  let region: String
  let endpoint: String
  private let credentials: CredentialsChain
  private let transport: HTTPTransport
  private let retry: RetryPolicy

  init(
    _ names: Names, region: String, environment: [String: String], credentials: CredentialsChain,
    transport: HTTPTransport, retry: RetryPolicy = RetryPolicy()
  ) {
    self.names = names
    self.region = region
    let named = [names.variable, "AWS_ENDPOINT_URL"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    let endpoint = named ?? "https://\(names.service).\(region).amazonaws.com"
    self.endpoint = endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint
    self.credentials = credentials
    self.transport = transport
    self.retry = retry
  }

  /// Sends `document` and returns the answer; throws `Failure` if the service refuses, and what the transport throws if it
  /// does not answer.
  func ask(_ action: String, _ document: [String: any Sendable]) async throws -> Data {
    let body = try JSONSerialization.data(withJSONObject: document, options: [.sortedKeys, .withoutEscapingSlashes])
    let credentials = try await credentials.credentials()
    let answer = try await transport.fetch(retry: retry) { request(action, body, signedBy: credentials) }
    guard (200..<300).contains(answer.status.code) else {
      let fault = try? JSONDecoder().decode(Fault.self, from: answer.body)  // what is no JSON says nothing that helps
      throw Failure(
        status: answer.status.code, code: fault?.code ?? "no reason given",
        message: fault?.text ?? answer.status.reasonPhrase)
    }
    return answer.body
  }

  private struct Fault: Decodable {
    let __type: String?
    let message: String?
    let Message: String?

    var code: String? { __type?.split(separator: "#").last.map(String.init) }
    var text: String? { message ?? Message }
  }

  private func request(_ action: String, _ body: Data, signedBy credentials: AWSCredentials) -> HTTPClientRequest {
    SignatureV4(credentials: credentials, region: region, service: names.service).post(
      body, to: endpoint,
      headers: [
        (name: "content-type", value: "application/x-amz-json-\(names.version)"),
        (name: "x-amz-target", value: "\(names.target).\(action)"),
      ], at: .now())
  }
}
