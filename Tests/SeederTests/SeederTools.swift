import Crypto
import Database
import Domain
import Fixtures
import Foundation
import Seeder

let delivery = digest("d")

/// What `ModelDigest` makes of the files of a model, computed here by itself.
func digest(of model: SlowModel) -> ContentDigest {
  fileDigest(model.csv.map { "\(fileDigest($0.text))  \($0.name)\n" }.joined())
}

/// A database with a seeder, in a folder of a test's own.
struct SeederUnderTest {
  let folder: TemporaryFolder
  let database: any EditionDatabase

  init(on engine: DatabaseUnderTest = .sqlite) throws {
    folder = try TemporaryFolder()
    database = try engine.open(folder)
  }

  @discardableResult
  func build(
    _ model: SlowModel, report: String = "{}", takenAt: Timestamp = takenAt
  ) async throws -> EditionRecord {
    try await Seeder(database: database).build(
      try await EditionTables(ModelFolder(try model.write(to: folder))), report: Data(report.utf8), provider: provider,
      delivery: delivery,
      takenAt: takenAt, modelDigest: digest(of: model))
  }

  func reader(_ model: SlowModel) async throws -> any EditionReader {
    try await database.open(try await build(model).number, of: provider)
  }
}

func fileDigest(_ text: String) -> ContentDigest { ContentDigest(bytes: SHA256.hash(data: Data(text.utf8))) }
