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

@testable import API

/// A database with editions, SQLite's unless it is said, and the API over it, under a clock that a test moves by hand.
final class TestSite: Sendable {
  let folder: TemporaryFolder
  /// What makes editions; the API reads through `database`.
  let engine: any EditionDatabase
  let database: FaultyDatabase
  let clock = ManualClock()
  let service: APIService
  let provider = ProviderID.default

  convenience init(_ configure: (inout APIConfiguration) -> Void = { _ in }) throws {
    let folder = try TemporaryFolder()
    let sqlite = try SQLiteEditionDatabase(folder: folder("database"))
    try self.init(folder, sqlite, hold: try sqlite.startReading(), configure)
  }

  /// A site over another engine, whose hold may have to be waited for.
  convenience init(
    on engine: DatabaseUnderTest, _ configure: (inout APIConfiguration) -> Void = { _ in }
  ) async throws {
    let folder = try TemporaryFolder()
    try await self.init(folder, try engine.open(folder), configure)
  }

  convenience init(
    _ folder: TemporaryFolder, _ database: any EditionDatabase,
    _ configure: (inout APIConfiguration) -> Void = { _ in }
  ) async throws {
    try self.init(folder, database, hold: try await database.startReading(), configure)
  }

  private init(
    _ folder: TemporaryFolder, _ engine: any EditionDatabase, hold: any ReadingHold,
    _ configure: (inout APIConfiguration) -> Void
  ) throws {
    self.folder = folder
    self.engine = engine
    database = FaultyDatabase(engine)
    var configuration = APIConfiguration()
    configure(&configuration)
    service = APIService(
      configuration: configuration, database: database, hold: hold,
      providers: { [.default, ProviderID("empty")!] },
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

  /// The site that the documented examples are of: `small` is edition 2, after one that differs a little.
  static func documented() async throws -> TestSite {
    var earlier = TestModel.small
    earlier.films.remove(at: 2)
    earlier.films[0].revenue = 4_000_000
    earlier.films[1].title = "Beta: Working Title"
    earlier.companies[9] = "O'Hara"
    let site = try await published(earlier)
    try await site.publish(try await site.build(.small))
    return site
  }

  /// Builds an edition and returns its number.
  @discardableResult
  func build(_ model: TestModel, of provider: ProviderID = .default) async throws -> EditionNumber {
    let models = try TemporaryFolder()
    try model.write(to: models)
    return try await build(models, of: provider)
  }

  @discardableResult
  func build(_ model: SlowModel) async throws -> EditionNumber {
    let models = try TemporaryFolder()
    for file in model.csv { try models.write(Data(file.text.utf8), to: file.name) }
    return try await build(models, of: provider)
  }

  /// Builds the edition of the six model CSVs in a folder.
  private func build(_ models: TemporaryFolder, of provider: ProviderID) async throws -> EditionNumber {
    let count = try await engine.editions(of: provider).count
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
    let record = try await Seeder(database: engine).build(
      try await EditionTables(ModelFolder(models.path)), report: try JSONDocument.encode(report), provider: provider,
      delivery: delivery,
      takenAt: Timestamp(secondsSinceEpoch: 1_700_000_000 + Int64(count)),
      modelDigest: ModelDigest.of { digests[$0]! })
    return record.number
  }

  /// Writes the publication record, as the publisher would at the end of a switch.
  func publish(
    _ edition: EditionNumber, of provider: ProviderID = .default, state: PublicationRecord.State = .live,
    target: EditionNumber? = nil, hasEdge: Bool? = nil
  ) async throws {
    let old = try await engine.publication(of: provider)
    let sequence = (old?.sequence ?? 0) + 1
    let switchedAt = Timestamp(secondsSinceEpoch: 1_760_000_000 + Int64(sequence) * 60)
    let record = PublicationRecord(
      sequence: sequence, edition: edition, state: state, switchedAt: switchedAt, target: target, hasEdge: hasEdge)
    guard try await engine.replacePublication(of: provider, expected: old?.sequence, with: record) else {
      throw BoxOfficeError(code: "test", message: "somebody else published")
    }
    try await engine.markPublished(edition, of: provider, at: switchedAt)
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
