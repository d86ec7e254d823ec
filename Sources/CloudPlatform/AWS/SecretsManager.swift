import Domain
import Foundation
import Logging

/// Reads secrets of AWS Secrets Manager.
package struct SecretsManager: Sendable {
  /// User and password of a database, as RDS keeps them. Never shows the password.
  package struct DatabaseUser: Decodable, Sendable, CustomStringConvertible, CustomReflectable {
    package let username: String
    package let password: String

    package var description: String { username }
    package var customMirror: Mirror { Mirror(self, children: []) }
  }

  private let environment: [String: String]
  private let logger: Logger

  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.secrets")
  ) {
    self.environment = environment
    self.logger = logger
  }

  /// The secret of that ARN, which holds `{"username": …, "password": …}`.
  package func databaseUser(_ secret: String) async throws -> DatabaseUser {
    let parts = secret.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count >= 7, parts[0] == "arn", parts[2] == "secretsmanager", !parts[3].isEmpty else {
      throw BoxOfficeError(
        code: "secret-invalid",
        message: "'\(secret)' is no ARN of a secret: arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME")
    }
    let service = AWSJSONService(
      .init(
        service: "secretsmanager", target: "secretsmanager", version: "1.1",
        variable: "AWS_ENDPOINT_URL_SECRETS_MANAGER"),
      region: parts[3], environment: environment,
      credentials: .standard(environment: environment, region: parts[3], logger: logger), transport: HTTPTransport())
    let answer: Data
    do {
      answer = try await service.ask("GetSecretValue", ["SecretId": secret])
    } catch let error where !(error is CancellationError) {
      throw BoxOfficeError(
        code: "secret-failed",
        message: "the secret \(secret) cannot be read; check that it exists and that the role allows"
          + " secretsmanager:GetSecretValue on it and kms:Decrypt on its key",
        cause: error)
    }
    // The decoder's errors could quote the secret, so that they are not passed on.
    guard let text = try? JSONDecoder().decode(Answer.self, from: answer).SecretString,
      let user = try? JSONDecoder().decode(DatabaseUser.self, from: Data(text.utf8))
    else {
      throw BoxOfficeError(
        code: "secret-invalid", message: "the secret \(secret) must hold {\"username\": …, \"password\": …}")
    }
    return user
  }

  private struct Answer: Decodable {
    let SecretString: String
  }
}
