import Database
import Domain
import HTTPTypes
import Metrics

/// Answers request targets: from memory if it can, from an edition otherwise. Knows nothing of connections.
///
/// One per process; the API and its admin port share it.
package final class APIService: Sendable {
  let configuration: APIConfiguration
  let clock: MonotonicClock
  let directory: ProviderDirectory
  let cache: AnswerCache
  let metrics: RequestMetrics
  let access: AccessControl
  let connections: ConnectionLimits
  let connectionMetrics: ConnectionMetrics
  private let rateLimiter: RateLimiter?
  private let shelf: EditionShelf
  private let diffs = DiffShelf()
  private let description: Answer
  /// Kept as long as anything can be answered from a reading.
  private let hold: any ReadingHold
  /// Follows the database's hints of new publications, which only come sooner than a lease would end.
  private let following: Task<Void, Never>

  /// Help texts of the metrics by label, for the metrics backend.
  package static var metricDescriptions: [String: String] {
    RequestMetrics.descriptions.merging(PublicationMetrics.descriptions) { $1 }
      .merging(ConnectionMetrics.descriptions) { $1 }
  }

  /// `hold` is the database's, from before anything is read: publications wait for this process from then on.
  /// `providers` lists those that are served, and `access` says who may read them. `metrics` makes the counters; `clock` is for leases.
  package init(
    configuration: APIConfiguration, database: any EditionDatabase, hold: any ReadingHold,
    providers: @escaping @Sendable () async throws -> [ProviderID], access: AccessControl? = nil,
    metrics: any MetricsFactory = MetricsSystem.factory, clock: MonotonicClock = .system
  ) {
    self.configuration = configuration
    self.hold = hold
    self.clock = clock
    let shelf = EditionShelf(database: database, limit: configuration.openEditions)
    self.shelf = shelf
    let cache = AnswerCache(bytes: configuration.answerCacheBytes)
    self.cache = cache
    self.metrics = RequestMetrics(factory: metrics)
    let access = access ?? .open(clock: clock)
    self.access = access
    connectionMetrics = ConnectionMetrics(factory: metrics)
    connections = ConnectionLimits(
      maxPerClient: configuration.maxConnectionsPerClient, clients: configuration.clients, metrics: connectionMetrics)
    rateLimiter = configuration.rateLimit.map { RateLimiter($0) }
    let directory = ProviderDirectory(lease: configuration.lease, clock: clock, list: providers) { provider in
      ServedProvider(
        id: provider, database: database, shelf: shelf, access: access.policy(of: provider),
        metrics: PublicationMetrics(provider, factory: metrics), lease: configuration.lease, clock: clock)
    }
    self.directory = directory
    let changes = database.publicationChanges()
    self.following = Task { for await provider in changes { directory.noteChange(of: provider) } }
    self.description = Answer(
      bytes: OpenAPIDocument.bytes, contentType: "application/json",
      standing: .independent(cacheControl: CachePolicy.program))
  }

  deinit { following.cancel() }

  /// The answer to `target` if it is kept, everybody may read it, and nobody has to be asked. Never waits.
  func kept(_ target: String) -> Served? {
    guard let entry = cache.entry(for: target), entry.provider.access.current()?.value == .anonymous else { return nil }
    if let pinned = entry.pinnedEditions, let named = pinned.last {
      guard directory.hasCurrently(entry.provider.id), let editions = entry.provider.editions.current(),
        pinned.allSatisfy({ editions.value[$0]?.state == .ready }), let answer = entry.answer(of: named)
      else { return nil }
      return Served(.answer(answer), resource: entry.resource, wasKept: true)
    }
    guard let reading = entry.provider.publication.current(), let record = reading.value,
      let answer = entry.answer(of: record.edition)
    else { return nil }
    return Served(.answer(answer), resource: entry.resource, reading: reading, wasKept: true)
  }

  /// The answer to `target`, as far as `reader` may have it. One that has to be made counts for the client, who may get so
  /// many and no more.
  func answer(_ target: String, for reader: Reader = .nobody) async -> Served {
    var served = Served(.problem(Problem(.internalError, ""), cause: nil), resource: RequestMetrics.other)
    do {
      // What is kept of another edition is charged once it is known that this one's has to be made.
      if cache.entry(for: target) == nil, target != Self.descriptionTarget { try charge(reader.address, &served) }
      served.outcome = .answer(try await answer(target, reader, &served))
    } catch {
      served.outcome = outcome(of: error, served)
    }
    return served
  }

  /// Always kept.
  private static let descriptionTarget = "/openapi.json"

  func charge(_ client: IPAddress?, _ served: inout Served) throws {
    guard let rateLimiter, let client, served.charge == nil else { return }
    let charge = rateLimiter.charge(client, at: clock.now())
    served.charge = charge
    guard charge.isAllowed else {
      let limit = rateLimiter.limit
      throw Problem(
        .tooManyRequests,
        "a client may have \(limit.quota) answers in \(limit.window.components.seconds) seconds that are not cached; go on"
          + " after the seconds in Retry-After, and ask for what you ask for often without changing it")
    }
  }

  /// `served` learns what was asked for on the way, so that a refusal knows it too.
  private func answer(_ target: String, _ reader: Reader, _ served: inout Served) async throws -> Answer {
    guard target.utf8.count <= configuration.maxTargetBytes else {
      throw Problem(.targetTooLong, "path and query may have \(configuration.maxTargetBytes) bytes together")
    }
    let parsed = try RequestTarget(target)
    switch parsed.parts.first {
    case "" where parsed.parts.count == 1:
      served.resource = RequestMetrics.home
      _ = try Arguments(parsed.query, for: [])
      return try await HomePage.answer(directory, shelf)
    case "openapi.json" where parsed.parts.count == 1:
      served.resource = RequestMetrics.description
      _ = try Arguments(parsed.query, for: [])
      return description
    case "v1" where parsed.parts.count > 1 && parsed.parts[1] != "":
      let route = try await Route(parsed, in: directory) { provider in
        // Our edge has asked before us, and answers all readers with this one: it is as for everybody.
        guard !reader.isJudgedByEdge else {
          served.isShared = true
          return
        }
        // Before anything else is looked at: who may not read is told nothing.
        let permission = try await access.permission(for: reader, toRead: provider)
        // An edge of ours asks us before it gives its copy away, and tells clients that theirs is their own.
        if permission.isForEveryone { served.isShared = true } else { served.isShared = await provider.hasEdge }
      }
      return try await answer(route, target, reader.address, &served)
    default:
      throw Problem(
        .notFound, "there is nothing here; the API is below /v1/{provider}, described in /openapi.json",
        suggestion: "/")
    }
  }

  private func answer(
    _ route: Route, _ target: String, _ client: IPAddress?, _ served: inout Served
  ) async throws -> Answer {
    served.resource = route.resourceIndex
    served.tags = Tags.of(route.provider.id, route.namedEditions)
    served.policy = CachePolicy(target: target, of: route.provider.id)
    var named: [EditionRecord] = []
    let number: EditionNumber
    for edition in route.namedEditions { named.append(try await visibleEdition(edition, of: route.provider)) }
    if let last = named.last {
      number = last.number
    } else {
      let reading = try await publication(of: route.provider)
      served.reading = reading
      guard let record = reading.value else {
        throw Problem(
          .noEditionYet,
          "provider '\(route.provider.id)' has not published anything yet: its first accepted delivery makes edition 1")
      }
      number = record.edition
    }
    if let answer = cache.entry(for: target)?.answer(of: number) {
      served.wasKept = true
      return answer
    }
    try charge(client, &served)
    let request = ResourceRequest(
      provider: route.provider, shelf: shelf, diffs: diffs,
      reader: try await shelf.reader(number, of: route.provider.id),
      currentEdition: served.reading?.value?.edition, numbers: route.numbers, arguments: route.arguments,
      after: try route.start(in: number))
    let content = try await route.resource.answer(request)
    let standing: Answer.Standing =
      if !named.isEmpty {
        .pinned(named.map(\.number), publishedAt: named.compactMap(\.publishedAt).max())
      } else if route.resource.scope == .history {
        .history(current: number)
      } else {
        .current(number)
      }
    let links = AnswerLinks(route, content, edition: number)
    let answer = Answer(
      bytes: content.encoded(route.format, links: links.fields), contentType: route.format.contentType,
      standing: standing, policy: served.policy, tags: served.tags, extra: [links.header])
    if route.resource.scope != .history {
      cache.keep(answer, of: number, for: target, resource: route.resourceIndex, provider: route.provider)
      metrics.cache(cache)
    }
    return answer
  }

  private func publication(of provider: ServedProvider) async throws -> PublicationReading {
    do {
      return try await provider.publication.reading()
    } catch {
      throw Unavailable(
        problem: Problem(
          .publicationUnreadable,
          "which edition of '\(provider.id)' is current cannot be read at the moment; ask again in a second"),
        cause: error)
    }
  }

  /// The record of an edition that may be asked for by its number: published, and not pruned.
  private func visibleEdition(_ number: EditionNumber, of provider: ServedProvider) async throws -> EditionRecord {
    // Editions are published and pruned, and otherwise never change: if the list cannot be read now, the last one does.
    var list: EditionList
    do {
      list = try await provider.editions.reading().value
    } catch {
      guard let latest = provider.editions.latest else { throw error }
      list = latest.value
    }
    var published = list[number]
    if published == nil || published?.publishedAt == nil {
      // Another process may have published it since, and be linking to it already.
      list = try await provider.editions.refreshed().value
      published = list[number]
    }
    guard let record = published, record.number == number else { throw Problem.unknownEdition(number) }
    if record.publishedAt == nil {
      // Current editions are noted as published a moment after they were switched in.
      let current = try await publication(of: provider).value?.edition
      guard current == number else { throw Problem.unknownEdition(number) }
    }
    guard record.state == .ready else { throw Problem.pruned(number) }
    return record
  }

  /// What is wrong with a provider's publication, for the readiness check; empty when everything can be answered.
  ///
  /// Ready means that the publication of every provider can be read and its current edition opens, so that asking also opens
  /// them before the first request does.
  @Sendable package func unreadiness() async -> [String] {
    var reasons: [String] = []
    do {
      for id in try await directory.all() {
        guard let provider = try await directory.provider(id) else { continue }
        do {
          guard let record = try await provider.publication.reading().value else { continue }
          _ = try await shelf.reader(record.edition, of: id)
        } catch {
          reasons.append("\(id): \(error)")
        }
      }
    } catch {
      reasons.append("the providers cannot be listed: \(error)")
    }
    return reasons
  }

  /// Brings the metrics of the cache up to date, which are not counted as they change.
  @Sendable package func updateMetrics() { metrics.cache(cache) }

  func outcome(of error: any Error, _ served: Served) -> Served.Outcome {
    switch error {
    case let problem as Problem: return .problem(problem, cause: nil)
    case let unavailable as Unavailable: return .problem(unavailable.problem, cause: unavailable.cause)
    case let error as BoxOfficeError where error.code == EditionDatabaseError.pruned && served.reading == nil:
      return .problem(Problem(.editionPruned, "the edition was removed by the retention policy"), cause: nil)
    case let error as BoxOfficeError where Self.unavailable.contains(error.code):
      return .problem(
        Problem(.databaseUnavailable, "the edition cannot be read at the moment; ask again in a second"), cause: error)
    default:
      return .problem(
        Problem(.internalError, "this is a fault of ours, and it is in our log with the time of your request"),
        cause: error)
    }
  }

  private static let unavailable = [
    EditionDatabaseError.failed, EditionDatabaseError.notFound, EditionDatabaseError.pruned, "read-too-slow",
  ]
}
