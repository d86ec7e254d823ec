import Domain
import Foundation
import Synchronization

/// The keys of an issuer, found by its discovery document and kept for a while.
///
/// A token with a key that is not among them makes us look again, since issuers rotate their keys; but not more often than
/// every few seconds, since anybody can send such a token. While the issuer cannot be asked, what it said last holds for an
/// hour.
final class IssuerKeys: Sendable {
  /// A key that the issuer withdraws is out after this.
  static let freshness: Duration = .seconds(300)
  static let longestUse: Duration = .seconds(3_600)
  static let pause: Duration = .seconds(10)

  private struct State {
    var keys: [String: IssuerKey] = [:]
    var fetchedAt: Duration?
    /// When it was last tried, be it in vain.
    var triedAt: Duration?
    var failure: (any Error)?
    var fetching: Task<Void, Never>?
  }

  private let state = Mutex(State())
  private let issuer: TokenIssuer
  private let fetch: @Sendable (String) async throws -> Data
  private let now: @Sendable () -> Duration

  /// - Parameters:
  ///   - fetch: the document at an address; throws for anything but an answer with status 200.
  ///   - now: a time that only rises.
  init(
    _ issuer: TokenIssuer, fetch: @escaping @Sendable (String) async throws -> Data,
    now: @escaping @Sendable () -> Duration
  ) {
    self.issuer = issuer
    self.fetch = fetch
    self.now = now
  }

  /// The key of this name; without a name the only key there is. `nil` if the issuer has none such.
  ///
  /// Error: `issuer-unreachable`, if the issuer's keys are not known.
  func key(_ name: String?) async throws -> IssuerKey? {
    let age = self.age
    if let age, age < Self.freshness, let key = known(name) { return key }
    if let age, age < Self.longestUse, let key = known(name) {
      // They are due, but hold still: nobody waits.
      _ = refresh()
      return key
    }
    if let fetching = refresh() { await fetching.value }
    guard let age = self.age, age < Self.longestUse else { throw unreachable }
    return known(name)
  }

  /// Asks the issuer now, and says how many of its keys can be used.
  func check() async throws -> Int {
    try await fetchNow()
    return state.withLock { $0.keys.count }
  }

  private var age: Duration? {
    let now = now()
    return state.withLock { $0.fetchedAt.map { now - $0 } }
  }

  private func known(_ name: String?) -> IssuerKey? {
    state.withLock { state in
      if let name { return state.keys[name] }
      return state.keys.count == 1 ? state.keys.first?.value : nil
    }
  }

  private var unreachable: BoxOfficeError {
    BoxOfficeError(
      code: "issuer-unreachable",
      message: "the keys of the token issuer \(issuer.address) cannot be read; look at the network and at"
        + " `oidc.issuer`",
      cause: state.withLock { $0.failure })
  }

  /// The fetch under way, or a new one unless there was one a moment ago.
  private func refresh() -> Task<Void, Never>? {
    let now = now()
    return state.withLock { state in
      if let fetching = state.fetching { return fetching }
      if let triedAt = state.triedAt, now - triedAt < Self.pause { return nil }
      state.triedAt = now
      let fetching = Task {
        do {
          try await fetchNow()
        } catch {
          self.state.withLock { $0.failure = error }
        }
        self.state.withLock { $0.fetching = nil }
      }
      state.fetching = fetching
      return fetching
    }
  }

  private struct Discovery: Decodable {
    let issuer: String
    let jwks_uri: String
  }

  private func fetchNow() async throws {
    let startedAt = now()
    let discovery = try JSONDecoder().decode(Discovery.self, from: try await fetch(issuer.discoveryAddress))
    guard discovery.issuer == issuer.address else {
      throw unusable("its discovery document says that it is '\(discovery.issuer)'")
    }
    guard TokenIssuer.isTrustworthy(discovery.jwks_uri) else {
      throw unusable("its keys are at '\(discovery.jwks_uri)', which is not https")
    }
    let keys = try await IssuerKey.all(in: try await fetch(discovery.jwks_uri))
    guard !keys.isEmpty else { throw unusable("it has no key for RS256, ES256 or EdDSA") }
    state.withLock { state in
      state.keys = keys
      state.fetchedAt = startedAt
      state.failure = nil
    }
  }

  private func unusable(_ reason: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "issuer-unusable",
      message: "tokens of \(issuer.address) cannot be checked: \(reason). 'oidc.issuer' takes the issuer exactly as its"
        + " tokens name it")
  }
}
