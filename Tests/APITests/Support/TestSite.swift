import Crypto
import Database
import Domain
import Fixtures
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import LocalPlatform
import Logging
import NIOCore
import Seeder
import Synchronization

@testable import API

/// A database folder with editions, and the API over it, under a clock that a test moves by hand.
final class TestSite: Sendable {
  let folder: TemporaryFolder
  let sqlite: any EditionDatabase
  let database: FaultyDatabase
  let clock = ManualClock()
  let service: APIService
  let provider = ProviderID.default

  init(_ configure: (inout APIConfiguration) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    sqlite = try SQLiteEditionDatabase(folder: folder("database"))
    database = FaultyDatabase(sqlite)
    var configuration = APIConfiguration()
    configure(&configuration)
    service = APIService(
      configuration: configuration, database: database, providers: { [.default, ProviderID("empty")!] },
      clock: clock.clock)
  }

  /// A site whose current edition is made of `model`.
  static func published(
    _ model: TestModel = .small, _ configure: (inout APIConfiguration) -> Void = { _ in }
  ) async throws -> TestSite {
    let site = try TestSite(configure)
    try await site.publish(try await site.build(model))
    return site
  }

  /// Builds an edition and returns its number.
  @discardableResult
  func build(_ model: TestModel) async throws -> EditionNumber {
    let models = try TemporaryFolder()
    try model.write(to: models)
    let count = try await sqlite.editions(of: provider).count
    let delivery = ContentDigest(bytes: Array(repeating: UInt8(0xA0 + count), count: 32))
    let report = ValidationReport(
      delivery: delivery, verdict: .accepted, files: [], films: .init(), votes: .init(),
      findings: [
        .init(
          code: .budgetUnknown, severity: .info, count: 1,
          samples: [
            Finding(
              .budgetUnknown, file: "movies_metadata.csv", line: 4, record: 3, column: "budget", message: "unknown")
          ])
      ])
    var digests: [ModelTable: ContentDigest] = [:]
    for table in ModelTable.allCases {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: models(table.fileName)))
      digests[table] = ContentDigest(bytes: SHA256.hash(data: bytes))
    }
    let record = try await Seeder(database: sqlite).build(
      modelFolder: models.path, report: try JSONDocument.encode(report), provider: provider, delivery: delivery,
      takenAt: Timestamp(secondsSinceEpoch: 1_700_000_000 + Int64(count)),
      modelDigest: ModelDigest.of { digests[$0]! })
    return record.number
  }

  /// Writes the publication record, as the publisher would at the end of a switch.
  func publish(
    _ edition: EditionNumber, state: PublicationRecord.State = .live, target: EditionNumber? = nil
  ) async throws {
    let old = try await sqlite.publication(of: provider)
    let sequence = (old?.sequence ?? 0) + 1
    let switchedAt = Timestamp(secondsSinceEpoch: 1_760_000_000 + Int64(sequence) * 60)
    let record = PublicationRecord(
      sequence: sequence, edition: edition, state: state, switchedAt: switchedAt, target: target)
    guard try await sqlite.replacePublication(of: provider, expected: old?.sequence, with: record) else {
      throw BoxOfficeError(code: "test", message: "somebody else published")
    }
    try await sqlite.markPublished(edition, of: provider, at: switchedAt)
  }

  func app() -> Application<APIResponder> {
    buildAPI(service.configuration, service: service, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  /// One request, in process.
  func get(
    _ target: String, method: HTTPRequest.Method = .get, headers: HTTPFields = [:]
  ) async throws -> TestResponse {
    try await app().test(.router) { client in
      try await client.execute(uri: target, method: method, headers: headers)
    }
  }
}

/// A clock that stands still until it is moved.
final class ManualClock: Sendable {
  private let time = Mutex(Duration.seconds(1000))

  var clock: MonotonicClock { MonotonicClock { [self] in time.withLock { $0 } } }

  func advance(by duration: Duration) { time.withLock { $0 += duration } }
}

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

  func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool {
    try await base.replacePublication(of: provider, expected: expected, with: record)
  }
}

extension TestResponse {
  var text: String { String(buffer: body) }

  func json() throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(body.readableBytesView)) as? [String: Any] ?? [:]
  }

  func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }

  /// `code` of a refusal.
  var problem: String? { try? json()["code"] as? String }
  var suggestion: String? { try? json()["suggestion"] as? String }
}
