import Database
import Domain
import Synchronization

/// A database that fails when a test wants it to, and counts what is asked of it.
final class FaultyDatabase: EditionDatabase {
  struct Faults: Sendable {
    var publication = false
    var editions = false
    var open = false
  }

  struct Counts: Sendable, Equatable {
    var publication = 0
    var editions = 0
    var open = 0
  }

  let base: any EditionDatabase
  private let state = Mutex((faults: Faults(), counts: Counts()))
  /// Runs inside each reading of the publication, before it is made.
  private let beforePublication = Mutex<(@Sendable () async -> Void)?>(nil)

  private let hints = Mutex<AsyncStream<ProviderID>.Continuation?>(nil)

  init(_ base: any EditionDatabase) { self.base = base }

  var counts: Counts { state.withLock { $0.counts } }

  func fail(_ change: (inout Faults) -> Void) { state.withLock { change(&$0.faults) } }

  func beforePublication(_ body: (@Sendable () async -> Void)?) { beforePublication.withLock { $0 = body } }

  private func note(_ count: WritableKeyPath<Counts, Int>, _ fault: KeyPath<Faults, Bool>) throws {
    let fails = state.withLock { state in
      state.counts[keyPath: count] += 1
      return state.faults[keyPath: fault]
    }
    if fails { throw BoxOfficeError(code: EditionDatabaseError.failed, message: "the test wants it to fail") }
  }

  func editions(of provider: ProviderID) async throws -> [EditionRecord] {
    try note(\.editions, \.editions)
    return try await base.editions(of: provider)
  }

  func open(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader {
    try note(\.open, \.open)
    return try await base.open(number, of: provider)
  }

  func publication(of provider: ProviderID) async throws -> PublicationRecord? {
    try note(\.publication, \.publication)
    if let body = beforePublication.withLock({ $0 }) { await body() }
    return try await base.publication(of: provider)
  }

  func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) async throws -> any EditionWriter {
    try await base.begin(provider: provider, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
  }

  func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) async throws {
    try await base.markPublished(number, of: provider, at: time)
  }

  func prune(_ number: EditionNumber, of provider: ProviderID) async throws {
    try await base.prune(number, of: provider)
  }

  func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) async throws {
    try await base.pin(number, of: provider, at: time)
  }

  func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool {
    try await base.replacePublication(of: provider, expected: expected, with: record)
  }

  func startReading() async throws -> any ReadingHold { try await base.startReading() }

  func mayBeRead() async -> Bool { await base.mayBeRead() }

  /// What the base says, and what a test says by `hint`.
  func publicationChanges() -> AsyncStream<ProviderID> {
    let (hints, continuation) = AsyncStream<ProviderID>.makeStream()
    let changes = base.publicationChanges()
    let passing = Task { for await provider in changes { continuation.yield(provider) } }
    continuation.onTermination = { _ in passing.cancel() }
    self.hints.withLock { $0 = continuation }
    return hints
  }

  func hint(_ provider: ProviderID) { hints.withLock { _ = $0?.yield(provider) } }
}
