import Access
import Database
import Domain
import Fixtures
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import Metrics
import NIOCore

@testable import API

/// Two providers with data of their own, and readers of each, over one API.
final class AccessSite: Sendable {
  static let acme = ProviderID("acme")!
  static let globex = ProviderID("globex")!
  /// What only acme's data have, and only globex's, in whatever answer names a company or a film.
  static let canaries = [acme: "Acme Canary", globex: "Globex Canary"]

  let site: TestSite
  let policies = Locked<[ProviderID: ProviderAccess]>([acme: .authenticated, globex: .authenticated])
  let users = Locked<[User]>([])
  /// Thrown instead of reading policies or users.
  let failure = Locked<BoxOfficeError?>(nil)
  let time = Locked(Timestamp(secondsSinceEpoch: 1_790_000_000))
  let service: APIService

  /// - Parameters:
  ///   - edgeSecret: what shows that our edge has judged a request.
  ///   - secondsAtEdge: what `/auth` tells an edge.
  ///   - hasEdge: whether the publications say that there is an edge, which is purged.
  init(
    tokens: TokenVerifier? = nil, edgeTokens: EdgeTokenIssuer? = nil, edgeSecret: String? = nil,
    secondsAtEdge: Int = AccessControl.secondsAtEdge, hasEdge: Bool = false, rateLimit: RateLimit? = nil,
    metrics: any MetricsFactory = NOOPMetricsHandler.instance
  ) async throws {
    let site = try TestSite()
    self.site = site
    for (provider, canary) in Self.canaries {
      var model = TestModel.small
      model.companies[7] = canary
      for index in model.films.indices { model.films[index].title = "\(canary) \(index)" }
      try await site.publish(try await site.build(model, of: provider), of: provider, hasEdge: hasEdge ? true : nil)
    }
    var configuration = APIConfiguration()
    configuration.port = 0
    configuration.edgeSecret = edgeSecret.flatMap(EdgeSecret.init)
    configuration.rateLimit = rateLimit ?? configuration.rateLimit
    let (policies, users, failure, time) = (policies, users, failure, time)
    let clock = site.clock.clock
    service = APIService(
      configuration: configuration, database: site.database, hold: try await site.engine.startReading(),
      providers: { [Self.acme, Self.globex] },
      access: AccessControl(
        policies: { provider in
          if let failure = failure.value { throw failure }
          return policies.value[provider] ?? .anonymous
        },
        users: {
          if let failure = failure.value { throw failure }
          return users.value
        },
        tokens: tokens, edgeTokens: edgeTokens, clock: clock, now: { time.value }, secondsAtEdge: secondsAtEdge),
      metrics: metrics, clock: clock)
  }

  /// Adds a user whose password is the name and " of the long password".
  @discardableResult
  func add(_ name: String, reads providers: ProviderID?...) throws -> String {
    let now = Timestamp(secondsSinceEpoch: 1_790_000_000)
    let password = try PasswordHash(Password(sent: Self.password(of: name))!, cost: .init(rounds: 4, passes: 1))
    let user = User(
      name: UserName(text: name)!, scopes: providers.map(Scope.init), password: password, createdAt: now, rotatedAt: now
    )
    users.change { $0.append(user) }
    return Self.credential(name)
  }

  func remove(_ name: String) { users.change { $0.removeAll { $0.name.description == name } } }

  static func password(of name: String) -> String { "the long password of \(name)" }

  /// The value of `Authorization`.
  static func credential(_ name: String, _ password: String? = nil) -> String {
    "Basic " + Data("\(name):\(password ?? Self.password(of: name))".utf8).base64EncodedString()
  }

  func app() -> Application<APIResponder> {
    buildAPI(service.configuration, service: service, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// One request, in process.
  func get(
    _ target: String, as credential: String? = nil, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    var sent = headers
    if let credential { sent[.authorization] = credential }
    let headers = sent
    return try await app().test(.router) { client in
      try await client.execute(uri: target, method: method, headers: headers)
    }
  }

  /// The end of leases.
  func passLease() {
    site.clock.advance(by: AccessControl.lease)
    time.change { $0 = $0.adding(AccessControl.lease) }
  }
}
