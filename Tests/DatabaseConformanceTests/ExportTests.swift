import Database
import Domain
import Export
import Fixtures
import Foundation
import LocalPlatform
import Synchronization
import Testing

@Suite("Tables are taken home, the same from every engine")
struct ExportTests {
  /// A reader that remembers how many rows it was ever asked for at once.
  private final class WatchedReader: EditionReader {
    private let reader: any EditionReader
    let mostRows = Mutex(0)

    init(_ reader: any EditionReader) { self.reader = reader }

    var edition: EditionRecord { reader.edition }

    func rows(_ query: SQLQuery) async throws -> [SQLRow] {
      let rows = try await reader.rows(query)
      mostRows.withLock { $0 = max($0, rows.count) }
      return rows
    }
  }

  private static func text(
    _ form: TableText, _ table: TableDefinition, _ reader: any EditionReader, rowsPerPage: Int = 2000
  ) async throws -> String {
    var bytes: [UInt8] = []
    let count = try await form.write(table, of: reader, rowsPerPage: rowsPerPage) { bytes += $0 }
    let text = String(decoding: bytes, as: UTF8.self)
    if form == .ndjson { #expect(text.split(separator: "\n").count == count) }
    return text
  }

  @Test("CSV tells NULL from an empty text, and quotes what must be; NDJSON escapes", arguments: DatabaseUnderTest.all)
  func values(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    var model = SlowModel()
    var film = SlowModel.Film(id: 7)
    film.title = "Line\nbreak, \"quoted\" \u{1}=1+1"
    film.originalTitle = ""
    film.budget = .max
    model.films = [film]
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let csv = try await Self.text(.csv, Schema.movies, reader)
    #expect(csv.hasPrefix("movie_id,imdb_id,title,search_title,original_title,original_language,status,"))
    #expect(csv.contains("\n7,,\"Line\nbreak, \"\"quoted\"\" \u{1}=1+1\","))
    #expect(csv.contains(",\"\",,Released,,,9223372036854775807,,"))
    let json = try await Self.text(.ndjson, Schema.movies, reader)
    #expect(json.hasPrefix(#"{"movie_id":7,"imdb_id":null,"title":"Line\nbreak, \"quoted\" \u0001=1+1","#), "\(json)")
    let row = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(Set(row.keys) == Set(Schema.movies.columns.map(\.name)))
    #expect(row["title"] as? String == film.title)
    #expect(row["original_title"] as? String == "")
    #expect(row["budget_usd"] as? Int64 == .max)
    #expect(try await Self.text(.csv, Schema.movieVotes, reader).split(separator: "\n").count == 1)
    #expect(try await Self.text(.ndjson, Schema.movieVotes, reader).isEmpty)
  }

  @Test(
    "A table is the same in pages of any size, in the order of its key, and no more than a page is read at once",
    arguments: DatabaseUnderTest.all, [1, 3, 7])
  func pages(_ engine: DatabaseUnderTest, _ rowsPerPage: Int) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 41)
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let expected = SlowFigures.tables(of: model)
    for table in Schema.tables {
      let watched = WatchedReader(reader)
      let paged = try await Self.text(.ndjson, table, watched, rowsPerPage: rowsPerPage)
      #expect(paged == (try await Self.text(.ndjson, table, reader)), "\(table.name)")
      #expect(paged.split(separator: "\n").count == expected[table.name]?.count ?? 0, "\(table.name)")
      #expect(watched.mostRows.withLock { $0 } <= rowsPerPage)
    }
    var walk = TableWalk(Schema.companyGenreYears, rowsPerPage: rowsPerPage)
    var rows: [SQLRow] = []
    while case let page = try await walk.next(from: reader), !page.isEmpty { rows += page }
    #expect(rows == (expected["company_genre_years"] ?? []).map { $0.map(SQLValue.init) })
  }

  @Test("A SQLite file has every row, opens as an edition, and is the file that SQLite would keep itself")
  func sqlite() async throws {
    for engine in DatabaseUnderTest.all {
      let folder = try TemporaryFolder()
      let database = try engine.open(folder)
      let model = SlowModel.random(seed: 42)
      try await database.build(model)
      let reader = WatchedReader(try await database.open(1, of: provider))
      try await SQLiteEditionCopy.write(reader, to: folder("copy.sqlite"), rowsPerPage: 5)
      #expect(reader.mostRows.withLock { $0 } <= 5)

      let own = try TemporaryFolder()
      try await DatabaseUnderTest.all[0].open(own).build(model)
      let expected = try Data(contentsOf: URL(fileURLWithPath: own("database/default/editions/000001.sqlite")))
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder("copy.sqlite"))) == expected, "\(engine)")
    }
  }

  @Test("A copy is never written over something")
  func taken() async throws {
    let folder = try TemporaryFolder()
    let database = try DatabaseUnderTest.all[0].open(folder)
    try await database.build(SlowModel.random(seed: 43))
    let reader = try await database.open(1, of: provider)
    let path = try folder.write(Data("mine".utf8), to: "copy.sqlite")
    #expect(await code { try await SQLiteEditionCopy.write(reader, to: path) } == EditionDatabaseError.failed)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("mine".utf8))
  }
}
