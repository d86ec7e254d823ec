import AsyncHTTPClient
import Domain
import Foundation
import NIOHTTP1

/// Credentials that ECS, EKS and others lend to a container: `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `…_FULL_URI`.
package struct ContainerCredentials: CredentialsSource {
  package let name = "the container (AWS_CONTAINER_CREDENTIALS_FULL_URI)"
  /// Where ECS's agent listens.
  package static let agent = "http://169.254.170.2"
  /// Without TLS the token is sent to these only: this machine, and the agents of ECS and EKS.
  private static let trusted = ["127.0.0.1", "localhost", "[::1]", "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]"]

  private let environment: [String: String]
  private let agent: String
  private let retry: RetryPolicy
  private let transport: HTTPTransport

  package init(
    environment: [String: String], agent: String = ContainerCredentials.agent, retry: RetryPolicy = RetryPolicy()
  ) {
    self.environment = environment
    self.agent = agent
    self.retry = retry
    var timeouts = HTTPTransport.Timeouts()
    (timeouts.connect, timeouts.idle, timeouts.answer) = (.seconds(2), .seconds(5), .seconds(5))
    transport = HTTPTransport(timeouts: timeouts)
  }

  package func credentials() async throws -> AWSCredentials? {
    guard let url = try url() else { return nil }
    var request = HTTPClientRequest(url: url)
    if let token = try token() { request.headers.add(name: "authorization", value: token) }
    let prepared = request
    do {
      let answer = try await transport.fetch(retry: retry) { prepared }
      guard answer.status == .ok else {
        throw CredentialsFailure.error(
          "\(url) refuses credentials with status \(answer.status.code); check the container's role and "
            + "AWS_CONTAINER_AUTHORIZATION_TOKEN")
      }
      return try LentCredentials.credentials(from: answer.body, place: url)
    } catch let error where !(error is CancellationError || error is BoxOfficeError) {
      throw CredentialsFailure.error("\(url) does not answer; check AWS_CONTAINER_CREDENTIALS_FULL_URI", error)
    }
  }

  private func url() throws -> String? {
    if let relative = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"], !relative.isEmpty {
      return agent + relative
    }
    guard let full = environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"], !full.isEmpty else { return nil }
    let components = URLComponents(string: full)
    guard components?.scheme == "https" || Self.trusted.contains(components?.host ?? "") else {
      throw CredentialsFailure.error(
        "AWS_CONTAINER_CREDENTIALS_FULL_URI is \(full); without https it must be on this machine or a container agent's"
      )
    }
    return full
  }

  private func token() throws -> String? {
    var token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
    if let file = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"], !file.isEmpty {
      do {
        token = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self)
          .trimmingCharacters(in: .whitespacesAndNewlines)
      } catch {
        throw CredentialsFailure.error("the token file \(file) cannot be read; check its rights", error)
      }
    }
    guard token?.contains(where: \.isNewline) != true else {
      throw CredentialsFailure.error("the container's authorization token has more than one line")
    }
    return token
  }
}
