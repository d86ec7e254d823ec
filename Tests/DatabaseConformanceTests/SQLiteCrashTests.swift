import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing

/// What a `kill -9` leaves at each step of building an edition, made by hand, and how the next start goes on.
@Suite("SQLite editions after a crash")
struct SQLiteCrashTests {
  struct Crash: Sendable, CustomStringConvertible {
    let description: String
    /// Changes the folder of editions, in which edition 2 is ready, to what a crash left of building it.
    let leave: @Sendable (_ editions: String) throws -> Void
  }

  private static func move(_ editions: String, _ from: String, _ to: String) throws {
    try FileManager.default.moveItem(atPath: editions + "/" + from, toPath: editions + "/" + to)
  }

  private static func cut(_ path: String, to bytes: UInt64) throws {
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.truncate(atOffset: bytes)
    try file.close()
  }

  static let crashes = [
    Crash(description: "before the file was made") { editions in
      try FileManager.default.removeItem(atPath: editions + "/000002.sqlite")
    },
    Crash(description: "before anything was in the file") { editions in
      try move(editions, "000002.sqlite", "000002.sqlite.building")
      try cut(editions + "/000002.sqlite.building", to: 0)
    },
    Crash(description: "in the middle of loading") { editions in
      try move(editions, "000002.sqlite", "000002.sqlite.building")
      try cut(editions + "/000002.sqlite.building", to: 8192 + 100)
    },
    Crash(description: "before the rename") { editions in
      try move(editions, "000002.sqlite", "000002.sqlite.building")
    },
    Crash(description: "after the rename, before the record") { _ in },
    Crash(description: "while writing the record") { editions in
      try Data("{\"numb".utf8).write(to: URL(fileURLWithPath: editions + "/000002.json.new"))
    },
  ]

  @Test("The edition is built again under its number, and the one before it stays readable", arguments: crashes)
  func crash(_ crash: Crash) async throws {
    // given
    let folder = try TemporaryFolder()
    let path = folder("database")
    let editions = path + "/default/editions"
    let model = SlowModel.random(seed: 41)
    do {
      let database: any EditionDatabase = try SQLiteEditionDatabase(folder: path)
      try await database.build(model, delivery: "a")
      do { _ = try await database.begin("b") }
      let building = try Data(contentsOf: URL(fileURLWithPath: editions + "/000002.json"))
      try await database.build(model, delivery: "b")
      try building.write(to: URL(fileURLWithPath: editions + "/000002.json"))
    }
    try crash.leave(editions)

    // when
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: path)
    #expect(try await database.editions(of: provider).map(\.state) == [.ready, .building])
    #expect(await code { _ = try await database.open(2, of: provider) } == EditionDatabaseError.notFound)
    #expect(try await database.open(1, of: provider).row(of: Queries.film(model.films[0].id)) != nil)
    #expect(try await database.begin("c").edition.number == 3)
    let record = try await database.build(model, delivery: "b")

    // then
    #expect(record.number == 2)
    #expect(try await database.open(2, of: provider).row(of: Queries.film(model.films[0].id)) != nil)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: editions).sorted() == [
        "000001.json", "000001.sqlite", "000002.json", "000002.sqlite", "000003.json", "000003.sqlite.building",
      ])
  }

  @Test("A prune that was cut short leaves a file that the next prune removes")
  func prune() async throws {
    let folder = try TemporaryFolder()
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("database"))
    try await database.build()
    let file = folder("database") + "/default/editions/000001.sqlite"
    let copy = try Data(contentsOf: URL(fileURLWithPath: file))
    try await database.prune(1, of: provider)
    try copy.write(to: URL(fileURLWithPath: file))
    #expect(await code { _ = try await database.open(1, of: provider) } == EditionDatabaseError.pruned)
    try await database.prune(1, of: provider)
    #expect(!FileManager.default.fileExists(atPath: file))
  }

  @Test("Numbers of files whose record was lost are not used again")
  func lostRecord() async throws {
    let folder = try TemporaryFolder()
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("database"))
    try await database.build()
    try FileManager.default.removeItem(atPath: folder("database") + "/default/editions/000001.json")
    #expect(try await database.build().number == 2)
  }

  @Test("A record or a file that cannot be read is an error that names it")
  func damaged() async throws {
    let folder = try TemporaryFolder()
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("database"))
    try await database.build()
    let editions = folder("database") + "/default/editions"
    try Data("no database, but more than a hundred bytes of something else: \(String(repeating: "x", count: 99))".utf8)
      .write(to: URL(fileURLWithPath: editions + "/000001.sqlite"))
    let damagedTables = await message { _ = try await database.open(1, of: provider) }
    #expect(damagedTables?.contains("000001.sqlite") == true)
    try Data("{".utf8).write(to: URL(fileURLWithPath: editions + "/000001.json"))
    let damagedRecord = await message { _ = try await database.editions(of: provider) }
    #expect(damagedRecord?.contains("000001.json") == true)
  }

  @Test("Paths with characters that mean something in a URI are files like any other")
  func paths() async throws {
    let folder = try TemporaryFolder()
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("a b%41?mode=memory#é"))
    let model = SlowModel.random(seed: 42)
    try await database.build(model)
    #expect(try await database.open(1, of: provider).row(of: Queries.film(model.films[0].id)) != nil)
  }

  private func message(_ body: () async throws -> Void) async -> String? {
    do {
      try await body()
      return nil
    } catch {
      return "\(error)"
    }
  }
}
