import Database
import Domain
import Fixtures
import Foundation
import Seeder
import Testing

@Suite("Building an edition")
struct SeederTests {
  @Test("The edition says where it came from, and keeps the report to the byte")
  func provenance() async throws {
    let seeder = try SeederUnderTest()
    let model = SlowModel.random(seed: 1)
    let report = "{\n  \"verdict\": \"accepted\", \"é\": \"\\u0000\"\n}\n"
    let record = try await seeder.build(model, report: report)
    let counted = model.films.filter { $0.releaseYear != nil }

    #expect(record.state == .ready)
    #expect(record.modelDigest == digest(of: model))
    #expect(record.counts.movies == model.films.count)
    #expect(record.counts.moviesCounted == counted.count)
    #expect(record.counts.votes == model.votes.flatMap(\.counts).reduce(0, +))
    let reader = try await seeder.database.open(1, of: provider)
    let row = try #require(try await reader.row(of: Queries.edition()))
    #expect((row.provider, row.number, row.delivery) == ("default", 1, delivery.hex))
    #expect((row.takenAt, row.modelDigest) == (takenAt.description, digest(of: model).hex))
    #expect(row.counts == record.counts)
    #expect(try await reader.row(of: Queries.report())?.report == report)
  }

  @Test("The same delivery gives the same rows again")
  func deterministic() async throws {
    let seeder = try SeederUnderTest()
    let model = SlowModel.random(seed: 2)
    let first = try await seeder.build(model)
    let second = try await seeder.build(model, takenAt: Timestamp(secondsSinceEpoch: 1_700_000_001))
    #expect((first.number, second.number) == (1, 2))
    #expect(first.counts == second.counts)
    let readers = [try await seeder.database.open(1, of: provider), try await seeder.database.open(2, of: provider)]
    for table in Schema.tables where table.name != "edition" {
      let query = SQLQuery("SELECT * FROM \(table.name)")
      #expect(try await readers[0].rows(query) == readers[1].rows(query))
    }
  }

  @Test("A model digest is that of the parts of a manifest")
  func modelDigest() {
    let model = SlowModel.random(seed: 3)
    var parts = model.csv.map { file in
      DeliveryManifest.Part(
        name: file.name, bytes: Int64(file.text.utf8.count), sha256: fileDigest(file.text))
    }
    parts.append(DeliveryManifest.Part(name: "data.zip", bytes: 1, sha256: delivery))
    #expect(ModelDigest.of(parts: parts) == digest(of: model))
    #expect(ModelDigest.of(parts: parts.filter { $0.name != "genres.csv" }) == nil)
  }

  struct Damage: Sendable, CustomStringConvertible {
    let description: String
    let file: String
    let change: @Sendable (String) -> String
  }

  static let damages = [
    Damage(description: "a header of another version", file: "movies.csv") {
      $0.replacingOccurrences(of: "budget_usd", with: "budget")
    },
    Damage(description: "a header of another version of a table of numbers", file: "movie_votes.csv") {
      $0.replacingOccurrences(of: "votes_0_5", with: "votes_0_0")
    },
    Damage(description: "an empty file", file: "movies.csv") { _ in "" },
    Damage(description: "an empty file of numbers", file: "movie_genres.csv") { _ in "" },
    Damage(description: "a file cut in a row", file: "movie_votes.csv") { String($0.dropLast(2)) },
    Damage(description: "a file cut between rows", file: "movie_votes.csv") { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    },
    Damage(description: "a file cut between rows of names", file: "companies.csv") { text in
      text.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
    },
    Damage(description: "rows out of order", file: "genres.csv") { text in
      let lines = text.split(separator: "\n")
      return ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n") + "\n"
    },
    Damage(description: "a row twice", file: "movie_votes.csv") { text in
      text + text.split(separator: "\n").last! + "\n"
    },
    Damage(description: "a film that is not in movies.csv", file: "movie_companies.csv") { $0 + "99999,1,0\n" },
    Damage(description: "votes for a film that is not in movies.csv", file: "movie_votes.csv") {
      $0 + "99999,2000,1,0,0,0,0,0,0,0,0,0\n"
    },
    Damage(description: "a letter among numbers", file: "movie_genres.csv") { $0 + "x\n" },
    Damage(description: "a number beyond 64 bits", file: "movie_genres.csv") { $0 + "9223372036854775808,1,0\n" },
    Damage(description: "one changed digit", file: "movies.csv") {
      $0.replacingOccurrences(of: "1999-0", with: "1998-0")
    },
  ]

  @Test("Model CSVs that are not what the parser wrote are refused, and nothing becomes visible", arguments: damages)
  func damage(_ damage: Damage) async throws {
    let seeder = try SeederUnderTest()
    let model = SlowModel.random(seed: 4)
    let folder = try model.write(to: seeder.folder)
    let path = "\(folder)/\(damage.file)"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let changed = damage.change(text)
    #expect(changed != text)
    try changed.write(toFile: path, atomically: false, encoding: .utf8)
    let failure = await code {
      _ = try await Seeder(database: seeder.database).build(
        try await EditionTables(ModelFolder(folder)), report: Data(), provider: provider, delivery: delivery,
        takenAt: takenAt,
        modelDigest: digest(of: model))
    }
    #expect(failure == "model-damaged")
    #expect(try await seeder.database.editions(of: provider).allSatisfy { $0.state == .building })

    // The repaired files make the edition that was begun.
    #expect(try await seeder.build(model).number == 1)
  }

  @Test("A film that names a company twice is refused")
  func twice() async throws {
    let seeder = try SeederUnderTest()
    var model = SlowModel.random(seed: 5)
    let company = model.companies[0].id
    model.films[0].companies = [company, model.companies[1].id, company]
    let wrong = model
    #expect(await code { try await seeder.build(wrong) } == "model-damaged")
  }

  @Test("A missing file is an error of its own")
  func missing() async throws {
    let seeder = try SeederUnderTest()
    let folder = try SlowModel().write(to: seeder.folder)
    try FileManager.default.removeItem(atPath: folder + "/genres.csv")
    let failure = await code {
      _ = try await Seeder(database: seeder.database).build(
        try await EditionTables(ModelFolder(folder)), report: Data(), provider: provider, delivery: delivery,
        takenAt: takenAt,
        modelDigest: digest(of: SlowModel()))
    }
    #expect(failure == "model-unreadable")
  }

  struct Overflow: Sendable, CustomStringConvertible {
    let description: String
    let change: @Sendable (inout SlowModel) -> Void
  }

  static let overflows = [
    Overflow(description: "revenues of a year") { model in
      for index in 0...1 { model.films[index].revenue = .max }
    },
    Overflow(description: "popularities of a year") { model in
      for index in 0...1 { model.films[index].popularity = .max }
    },
    Overflow(description: "the profit of one film") { model in
      (model.films[0].revenue, model.films[0].budget) = (.max, -1)
    },
    Overflow(description: "votes of a film") { model in
      model.votes = [.init(film: model.films[0].id, year: 2000, counts: Array(repeating: .max, count: 10))]
    },
    Overflow(description: "half steps of a film's votes") { model in
      model.votes = [
        .init(film: model.films[0].id, year: 2000, counts: Array(repeating: 0, count: 9) + [.max / 5])
      ]
    },
  ]

  @Test("Sums that leave 64 bits are an error, not a crash", arguments: overflows)
  func overflow(_ overflow: Overflow) async throws {
    let seeder = try SeederUnderTest()
    var model = SlowModel()
    for id in 1...2 as ClosedRange<Int64> {
      var film = SlowModel.Film(id: id)
      film.releaseDate = "2000-01-01"
      model.films.append(film)
    }
    overflow.change(&model)
    let wrong = model
    #expect(await code { try await seeder.build(wrong) } == "figures-overflow")
  }
}
