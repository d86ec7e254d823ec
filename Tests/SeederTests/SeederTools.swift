import Crypto
import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Seeder

let provider = ProviderID.default
let takenAt = Timestamp(secondsSinceEpoch: 1_700_000_000)
let delivery = ContentDigest(hex: String(repeating: "d", count: 64))!

/// What `ModelDigest` makes of the files of a model, computed here by itself.
func digest(of model: SlowModel) -> ContentDigest {
  let lines = model.csv.map { file in
    "\(ContentDigest(bytes: SHA256.hash(data: Data(file.text.utf8))))  \(file.name)\n"
  }
  return ContentDigest(bytes: SHA256.hash(data: Data(lines.joined().utf8)))
}

/// The code of the error that `body` throws; `nil` if it throws none of ours.
func code(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? BoxOfficeError)?.code
  }
}

/// A database with a seeder, in a folder of a test's own.
struct SeederUnderTest {
  let folder: TemporaryFolder
  let database: any EditionDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try SQLiteEditionDatabase(folder: folder("database"))
  }

  @discardableResult
  func build(
    _ model: SlowModel, report: String = "{}", takenAt: Timestamp = takenAt
  ) async throws -> EditionRecord {
    try await Seeder(database: database).build(
      modelFolder: try model.write(to: folder), report: Data(report.utf8), provider: provider, delivery: delivery,
      takenAt: takenAt, modelDigest: digest(of: model))
  }

  func reader(_ model: SlowModel) async throws -> any EditionReader {
    try await database.open(try await build(model).number, of: provider)
  }
}

func fileDigest(_ text: String) -> ContentDigest { ContentDigest(bytes: SHA256.hash(data: Data(text.utf8))) }
