import Domain
import Foundation

/// A profile of the shared files: keys, or a role to assume with those of another profile or a web identity.
package struct SharedFileCredentials: CredentialsSource {
  package let name = "the shared files (AWS_PROFILE)"
  private let environment: [String: String]
  private let service: SecurityTokenService

  init(environment: [String: String], service: SecurityTokenService) {
    self.environment = environment
    self.service = service
  }

  /// Reads the files again each time: they may have been changed.
  package func credentials() async throws -> AWSCredentials? {
    let profiles = try SharedProfiles(environment: environment)
    guard let profile = profiles.profile(profiles.selected) else {
      guard profiles.isSelected else { return nil }
      throw CredentialsFailure.error(
        "there is no profile \(profiles.selected) in \(profiles.credentialsPath) or \(profiles.configurationPath); add "
          + "it, or set AWS_PROFILE to one that is there")
    }
    // A default profile that sets only a region says nothing about credentials.
    return try await credentials(
      of: profiles.selected, profile, in: profiles, seen: [], isRequired: profiles.isSelected)
  }

  private func credentials(
    of name: String, _ profile: [String: String], in profiles: SharedProfiles, seen: Set<String>, isRequired: Bool
  ) async throws -> AWSCredentials? {
    if let role = profile["role_arn"] {
      return try await assume(role, of: name, profile, in: profiles, seen: seen.union([name]))
    }
    if let key = profile["aws_access_key_id"], let secret = profile["aws_secret_access_key"] {
      return AWSCredentials(accessKeyID: key, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
    }
    let unsupported = ["credential_process", "sso_session", "sso_start_url"].first { profile[$0] != nil }
    if let unsupported {
      throw CredentialsFailure.error(
        "the profile \(name) gets its credentials by \(unsupported), which this program does not do; put lent ones "
          + "into the environment (`aws configure export-credentials --profile \(name) --format env`)")
    }
    guard isRequired else { return nil }
    throw CredentialsFailure.error(
      "the profile \(name) has neither aws_access_key_id with aws_secret_access_key, nor a role_arn; add them to "
        + profiles.credentialsPath)
  }

  private func assume(
    _ role: String, of name: String, _ profile: [String: String], in profiles: SharedProfiles, seen: Set<String>
  ) async throws -> AWSCredentials {
    let session = profile["role_session_name"] ?? SecurityTokenService.defaultSessionName
    if let file = profile["web_identity_token_file"] {
      return try await service.assumeRole(role, session: session, tokenFile: file)
    }
    guard let source = profile["source_profile"], let other = profiles.profile(source) else {
      throw CredentialsFailure.error(
        "the profile \(name) has a role_arn but no source_profile (that exists) or web_identity_token_file; add one")
    }
    // A profile may name itself: then its own keys assume the role.
    var keys = other
    if source == name { keys["role_arn"] = nil }
    guard source == name || !seen.contains(source),
      let credentials = try await credentials(of: source, keys, in: profiles, seen: seen, isRequired: true)
    else { throw CredentialsFailure.error("the profiles \(seen.sorted().joined(separator: ", ")) lead to one another") }
    return try await service.assumeRole(
      role, session: session, externalID: profile["external_id"], with: credentials)
  }
}
