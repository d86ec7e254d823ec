/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, and `AWS_SESSION_TOKEN` for lent ones.
package struct EnvironmentCredentials: CredentialsSource {
  package let name = "the environment (AWS_ACCESS_KEY_ID)"
  private let environment: [String: String]

  package init(environment: [String: String]) { self.environment = environment }

  package func credentials() throws -> AWSCredentials? {
    guard let key = environment["AWS_ACCESS_KEY_ID"], !key.isEmpty else { return nil }
    guard let secret = environment["AWS_SECRET_ACCESS_KEY"], !secret.isEmpty else {
      throw CredentialsFailure.error("AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not; set both or neither")
    }
    let token = environment["AWS_SESSION_TOKEN"].flatMap { $0.isEmpty ? nil : $0 }
    return AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: token)
  }
}
