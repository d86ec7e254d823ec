import DataParser
import Domain
import Fixtures
import Foundation
import LocalPlatform
import SampleDelivery
import Seeder
import Testing

@Suite("The model in memory")
struct CollectedModelTests {
  let folder: TemporaryFolder
  let collected: CollectedModel
  let parts: [DeliveryManifest.Part]

  init() throws {
    folder = try TemporaryFolder()
    try SampleDelivery(movies: 1500, ratings: 60_000, seed: 9).write(to: folder("data.zip"))
    collected = try Delivery(zipAt: folder("data.zip"), folder: folder).builder().finish()
    parts = try collected.write(to: folder("model"))
  }

  /// All rows of a source as text, table by table, and the digests of the CSVs that were read.
  private func contents(
    of source: any ModelSource
  ) throws -> (rows: [ModelTable: [String]], digests: [ModelTable: ContentDigest]) {
    var rows: [ModelTable: [String]] = [:]
    var digests: [ModelTable: ContentDigest] = [:]
    for table in ModelTable.allCases {
      var lines: [String] = []
      switch table {
      // Titles have line breaks, so that the lines of films differ.
      case .movies: digests[table] = try source.films { film, _ in lines.append("\(film)") }
      case .companies, .genres: digests[table] = try source.names(table) { lines.append("\($1): \($0)") }
      case .movieCompanies, .movieGenres, .movieVotes:
        digests[table] = try source.numbers(table) { lines.append("\($1): \(Array($0))") }
      }
      rows[table] = lines
    }
    return (rows, digests)
  }

  @Test("has the rows of the CSVs that are written of it, in the same order")
  func rows() throws {
    let fromMemory = try contents(of: collected)
    let fromFiles = try contents(of: ModelFolder(folder("model")))
    for table in ModelTable.allCases {
      #expect(fromMemory.rows[table]!.count > 10)
      #expect(fromMemory.rows[table] == fromFiles.rows[table], "\(table)")
    }
    #expect(fromMemory.digests.isEmpty)
    #expect(ModelTable.allCases.map { fromFiles.digests[$0] } == parts.map(\.sha256))
  }

  @Test("makes the same edition as the CSVs, to the byte")
  func edition() async throws {
    let digest = try #require(ModelDigest.of(parts: parts))
    func build(_ source: any ModelSource, _ name: String) async throws -> Data {
      let database = try SQLiteEditionDatabase(folder: folder(name))
      let record = try await Seeder(database: database).build(
        try await EditionTables(source), report: Data("{}".utf8), provider: .default,
        delivery: ContentDigest(hex: String(repeating: "ab", count: 32))!,
        takenAt: Timestamp(secondsSinceEpoch: 1_700_000_000), modelDigest: digest)
      #expect(record.counts.votes > 10_000)
      return try Data(contentsOf: URL(fileURLWithPath: folder(name) + "/default/editions/000001.sqlite"))
    }
    let fromMemory = try await build(collected, "memory")
    #expect(try await build(ModelFolder(folder("model")), "files") == fromMemory)
  }

  @Test("is read no further in a task that was cancelled")
  func cancelled() async throws {
    let reading = Task { [collected] in
      withUnsafeCurrentTask { $0?.cancel() }
      return try collected.numbers(.movieVotes) { _, _ in }
    }
    await #expect(throws: CancellationError.self) { try await reading.value }
  }
}
