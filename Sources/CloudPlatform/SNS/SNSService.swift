import AsyncHTTPClient
import Domain
import Foundation
import NIOHTTP1

/// Amazon SNS, at `AWS_ENDPOINT_URL_SNS`, else at `AWS_ENDPOINT_URL`, else at the endpoint of the topic's region.
struct SNSService: Sendable {
  private let endpoint: String?
  private let credentials: CredentialsChain
  private let transport: HTTPTransport
  private let now: @Sendable () -> Timestamp

  init(
    environment: [String: String], credentials: CredentialsChain,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    endpoint = ["AWS_ENDPOINT_URL_SNS", "AWS_ENDPOINT_URL"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    self.credentials = credentials
    transport = HTTPTransport(timeouts: .ofWebhooks)
    self.now = now
  }

  /// Sends one request of the Query API, once: the outbox tries again. Credentials that have ended are replaced first.
  func publish(_ form: [(String, String)], to topic: SNSTopic) async throws {
    let used = try await credentials.credentials()
    do {
      try await send(form, to: topic, with: used)
    } catch let refusal as Refusal where refusal.isOfCredentials {
      await credentials.discard(used)
      do {
        try await send(form, to: topic, with: try await credentials.credentials())
      } catch let refusal as Refusal {
        throw Self.failed(topic, refusal)
      }
    } catch let refusal as Refusal {
      throw Self.failed(topic, refusal)
    }
  }

  private struct Refusal: Error {
    let status: HTTPResponseStatus
    let code: String
    let message: String

    var isOfCredentials: Bool { ["ExpiredToken", "InvalidClientTokenId"].contains(code) }

    var advice: String {
      switch code {
      case "NotFound", "NotFoundException", "InvalidParameter":
        "look whether the topic is there, and whether 'notify.snsTopic' and 'notify.snsOperators' name it"
      case "AuthorizationError", "AuthorizationErrorException", "AccessDenied":
        "give the credentials sns:Publish on it"
      case "KMSAccessDenied", "KMSAccessDeniedException":
        "give the credentials kms:GenerateDataKey and kms:Decrypt on the topic's key"
      case "SignatureDoesNotMatch", "InvalidClientTokenId", "ExpiredToken":
        "check the credentials and this machine's clock"
      default: status.code < 500 ? "see what SNS says of it" : "that is its own trouble"
      }
    }
  }

  private static func failed(_ topic: SNSTopic, _ refusal: Refusal) -> BoxOfficeError {
    BoxOfficeError(
      code: "sns-failed",
      message:
        "SNS does not publish to \(topic): \(refusal.code), \(refusal.message); \(refusal.advice). It will be tried"
        + " again")
  }

  private func send(_ form: [(String, String)], to topic: SNSTopic, with credentials: AWSCredentials) async throws {
    let answer: HTTPTransport.Document
    do {
      answer = try await transport.fetch(retry: .never) { request(form, to: topic, with: credentials) }
    } catch {
      try Task.checkCancellation()
      throw BoxOfficeError(
        code: "sns-failed",
        message:
          "\(address(of: topic)) does not answer; check the network and AWS_ENDPOINT_URL_SNS. It will be tried again",
        cause: error)
    }
    // That the answer is SNS's own is part of the proof: a proxy that says 200 has published nothing.
    let tree = XMLTree(answer.body)
    if answer.status == .ok, tree?["PublishResult"]?.text("MessageId") != nil { return }
    let error = tree?["Error"]
    throw Refusal(
      status: answer.status, code: error?.text("Code") ?? "status \(answer.status.code)",
      message: error?.text("Message") ?? "no reason given")
  }

  private func address(of topic: SNSTopic) -> String {
    let suffix = topic.partition == "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com"
    let address = endpoint ?? "https://sns.\(topic.region).\(suffix)"
    return address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  private func request(
    _ form: [(String, String)], to topic: SNSTopic, with credentials: AWSCredentials
  ) -> HTTPClientRequest {
    let body = Data(PercentEncoding.query(form.map { (name: $0.0, value: $0.1) }).utf8)
    return SignatureV4(credentials: credentials, region: topic.region, service: "sns").post(
      body, to: address(of: topic),
      headers: [(name: "content-type", value: "application/x-www-form-urlencoded; charset=utf-8")], at: now())
  }
}
