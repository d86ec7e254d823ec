/// The role `AWS_ROLE_ARN`, lent for the token in `AWS_WEB_IDENTITY_TOKEN_FILE`: how pods of Kubernetes get theirs.
package struct WebIdentityCredentials: CredentialsSource {
  package let name = "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE)"
  private let environment: [String: String]
  private let service: SecurityTokenService

  init(environment: [String: String], service: SecurityTokenService) {
    self.environment = environment
    self.service = service
  }

  package func credentials() async throws -> AWSCredentials? {
    guard let file = environment["AWS_WEB_IDENTITY_TOKEN_FILE"], !file.isEmpty else { return nil }
    guard let role = environment["AWS_ROLE_ARN"], !role.isEmpty else {
      throw CredentialsFailure.error("AWS_WEB_IDENTITY_TOKEN_FILE is set but AWS_ROLE_ARN is not; set both or neither")
    }
    let session = environment["AWS_ROLE_SESSION_NAME"] ?? SecurityTokenService.defaultSessionName
    return try await service.assumeRole(role, session: session, tokenFile: file)
  }
}
