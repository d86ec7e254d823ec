import API
import Access
import CloudPlatform
import Domain
import Watchfolders

/// Who may read what: settings and users are in the store, tokens are the issuer's.
extension Installation {
  var users: UserRegistry { UserRegistry(store: seederWatchfolder.store) }

  /// `nil` if no tokens are taken.
  func tokenVerifier() -> TokenVerifier? {
    configuration.tokenIssuer.map { issuer in
      let transport = HTTPTransport(timeouts: .ofDocuments)
      return TokenVerifier(
        issuer, fetch: { try await transport.document(at: $0) }, monotonic: MonotonicClock.system.now)
    }
  }

  func accessControl() -> AccessControl {
    let (folder, users) = (seederWatchfolder, users)
    return AccessControl(
      policies: { try await folder.settings(of: $0).access ?? .anonymous }, users: { try await users.users() },
      tokens: tokenVerifier(), edgeTokens: configuration.edgeTokens)
  }
}
