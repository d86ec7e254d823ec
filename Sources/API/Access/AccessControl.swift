import Access
import Domain
import HTTPTypes

/// Says who may read what: by the providers' settings, the users, and the tokens of an issuer.
///
/// What is read from the stores is used for one lease, so that many requests cost one read. An edge may keep a permission
/// for the rest of a minute: who is removed is out when that is over.
package final class AccessControl: Sendable {
  /// How long settings and users are used before they are read again.
  package static let lease: Duration = .seconds(10)
  /// How long an edge may keep a permission: with the lease, a minute.
  package static let secondsAtEdge = 50

  private let policies: @Sendable (ProviderID) async throws -> ProviderAccess
  private let users: Leased<[UserName: User]>
  private let tokens: TokenVerifier?
  private let edgeTokens: EdgeTokenIssuer?
  private let passwords = PasswordChecker()
  private let throttle: AttemptThrottle
  private let clock: MonotonicClock
  private let now: @Sendable () -> Timestamp
  private let secondsAtEdge: Int

  /// - Parameters:
  ///   - policies: who may read a provider, as its settings say now.
  ///   - users: all users there are now.
  ///   - tokens: `nil` where no issuer is configured.
  ///   - edgeTokens: `nil` where there is no edge that takes tokens of ours.
  ///   - now: the wall clock, by which tokens expire.
  ///   - secondsAtEdge: what `/auth` tells an edge.
  package init(
    policies: @escaping @Sendable (ProviderID) async throws -> ProviderAccess,
    users: @escaping @Sendable () async throws -> [User], tokens: TokenVerifier? = nil,
    edgeTokens: EdgeTokenIssuer? = nil, clock: MonotonicClock = .system,
    now: @escaping @Sendable () -> Timestamp = Timestamp.now, secondsAtEdge: Int = AccessControl.secondsAtEdge
  ) {
    self.policies = policies
    self.users = Leased(lease: Self.lease, clock: clock) {
      Dictionary(try await users().map { ($0.name, $0) }) { first, _ in first }
    }
    self.tokens = tokens
    self.edgeTokens = edgeTokens
    throttle = AttemptThrottle(now: clock.now)
    self.clock = clock
    self.now = now
    self.secondsAtEdge = secondsAtEdge
  }

  /// Everybody may read everything.
  package static func open(clock: MonotonicClock = .system) -> AccessControl {
    AccessControl(policies: { _ in .anonymous }, users: { [] }, clock: clock)
  }

  /// What holds for a provider, found again once a lease.
  func policy(of provider: ProviderID) -> Leased<ProviderAccess> {
    let policies = policies
    return Leased(lease: Self.lease, clock: clock) { try await policies(provider) }
  }

  /// Seconds for which an edge may keep a permission.
  func secondsAtEdge(_ permission: Permission) -> Int {
    guard let expiresAt = permission.expiresAt else { return secondsAtEdge }
    return min(secondsAtEdge, Int(expiresAt.secondsSinceEpoch - now().secondsSinceEpoch))
  }

  /// Returns if the reader may read the provider. Throws a `Problem` if not, and `Unavailable` if that cannot be known.
  func permission(for reader: Reader, toRead provider: ServedProvider) async throws -> Permission {
    let access = try await known(provider.id) { try await provider.access.reading().value }
    if access == .anonymous { return Permission(access: access) }
    switch Credential(reader.authorization) {
    case .none: throw credentialRequired(provider.id)
    case .unreadable(let reason): throw credentialRefused(reason)
    case .basic(let name, let password):
      let user = try await user(name, password, from: reader.origin, reading: provider.id)
      guard user.mayRead(provider.id) else { throw scopeMissing(provider.id, isToken: false) }
      return Permission(access: access)
    case .bearer(let token):
      let grant = try await grant(token, reading: provider.id)
      guard grant.scopes.contains(where: { $0.allowsReading(provider.id) }) else {
        throw scopeMissing(provider.id, isToken: true)
      }
      return Permission(access: access, expiresAt: grant.expiresAt)
    }
  }

  /// Whether credentials are exchanged for tokens.
  var exchangesTokens: Bool { edgeTokens != nil }

  /// A token with which the reader may read the provider through the edge, for as long as that may keep a permission.
  /// Throws as `permission` does.
  ///
  /// None is made where everybody may read, since no credential was looked at: the edge has a list of its own of what is
  /// open, and what is closed there would be opened to everybody.
  func edgeToken(for reader: Reader, toRead provider: ServedProvider) async throws -> EdgeToken {
    guard let edgeTokens else { throw Problem(.notFound, "no tokens are made here") }
    let permission = try await permission(for: reader, toRead: provider)
    guard !permission.isForEveryone else {
      throw Problem(
        .tokenNotNeeded, "everybody may read the data of '\(provider.id)': ask for them without a credential")
    }
    let seconds = secondsAtEdge(permission)
    guard seconds > 0 else { throw credentialRefused("the token expires in this second", tokenError: "invalid_token") }
    return try await edgeTokens.token(for: provider.id, at: now(), seconds: seconds)
  }

  /// The user whose name and password these are. Whether the name or the password is wrong can neither be read nor timed.
  private func user(
    _ name: UserName?, _ password: Password, from origin: String, reading provider: ProviderID
  ) async throws -> User {
    let users = try await known(provider) { try await self.users.reading().value }
    let user = name.flatMap { users[$0] }
    if let user, passwords.isKnown(password, of: user) { return user }
    let sources = [.address(origin)] + (name.map { [AttemptThrottle.Source.name($0)] } ?? [])
    if let wait = throttle.wait(for: sources) { throw tooManyAttempts(wait) }
    guard try await known(provider, { try await passwords.matches(password, of: user) }), let user else {
      throttle.failed(sources)
      throw credentialRefused("there is no user with this name and this password")
    }
    throttle.succeeded(user.name)
    return user
  }

  private func grant(_ token: String, reading provider: ProviderID) async throws -> TokenVerifier.Grant {
    guard let tokens else { throw credentialRefused("no tokens are taken here: send Basic with a name and a password") }
    do {
      return try await known(provider) { try await tokens.grant(token) }
    } catch let refusal as TokenVerifier.Refusal {
      throw credentialRefused("the token is not taken: \(refusal.reason)", tokenError: "invalid_token")
    }
  }

  /// What `body` finds. A failure of ours is no answer to whether somebody may read.
  private func known<Value>(_ provider: ProviderID, _ body: () async throws -> Value) async throws -> Value {
    do {
      return try await body()
    } catch let refusal as TokenVerifier.Refusal {
      throw refusal
    } catch {
      throw Unavailable(
        problem: Problem(
          .accessUnknown, "whether you may read '\(provider)' cannot be known at the moment; ask again in a second"),
        cause: error)
    }
  }
}

/// Refusals, each with what a client has to send instead (RFC 9110 section 11, RFC 6750 section 3).
extension AccessControl {
  private static let realm = "realm=\"boxoffice\""

  private func challenges(tokenError: String? = nil) -> [HTTPField] {
    var fields = [HTTPField(name: .wwwAuthenticate, value: "Basic \(Self.realm), charset=\"UTF-8\"")]
    if tokens != nil {
      let error = tokenError.map { ", error=\"\($0)\"" } ?? ""
      fields.append(HTTPField(name: .wwwAuthenticate, value: "Bearer \(Self.realm)\(error)"))
    }
    return fields
  }

  private func credentialRequired(_ provider: ProviderID) -> Problem {
    Problem(
      .credentialRequired,
      "the data of '\(provider)' are for readers with a credential: send Authorization: Basic"
        + (tokens == nil ? "" : " or Bearer"),
      fields: challenges())
  }

  private func credentialRefused(_ reason: String, tokenError: String? = nil) -> Problem {
    Problem(.credentialRefused, reason, fields: challenges(tokenError: tokenError))
  }

  private func scopeMissing(_ provider: ProviderID, isToken: Bool) -> Problem {
    let scope = Scope(provider: provider)
    return Problem(
      .scopeMissing, "your credential holds, but not for '\(provider)': it needs the scope \(scope)",
      fields: isToken
        ? [
          HTTPField(
            name: .wwwAuthenticate, value: "Bearer \(Self.realm), error=\"insufficient_scope\", scope=\"\(scope)\"")
        ] : [])
  }

  private func tooManyAttempts(_ wait: Duration) -> Problem {
    let seconds = wait.components.seconds + (wait.components.attoseconds > 0 ? 1 : 0)
    return Problem(
      .tooManyAttempts,
      "there were too many wrong passwords from your address or for this name: try again in \(seconds) seconds",
      fields: [HTTPField(name: .retryAfter, value: "\(seconds)")])
  }
}
