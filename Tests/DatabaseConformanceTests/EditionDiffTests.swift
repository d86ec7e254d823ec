import Database
import Fixtures
import Testing

@Suite("What changed between two editions", .ownThreads)
struct EditionDiffTests {
  typealias Field = EditionChange.Field

  static func diff(
    _ engine: DatabaseUnderTest, _ old: SlowModel, _ new: SlowModel, rowsPerPage: Int = 2000
  ) async throws -> EditionDiff {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    try await database.build(old, delivery: "a")
    try await database.build(new, delivery: "b")
    return try await EditionDiff.between(
      try await database.open(1, of: provider), try await database.open(2, of: provider), rowsPerPage: rowsPerPage)
  }

  static func film(_ id: Int64, _ change: (inout SlowModel.Film) -> Void = { _ in }) -> SlowModel.Film {
    var film = SlowModel.Film(id: id)
    film.title = "Film \(id)"
    film.releaseDate = "2000-01-01"
    film.releaseYear = 2000
    change(&film)
    return film
  }

  @Test("An edition does not differ from an equal one", arguments: DatabaseUnderTest.all)
  func equal(_ engine: DatabaseUnderTest) async throws {
    let model = SlowModel.random(seed: 21)
    let diff = try await Self.diff(engine, model, model)
    #expect((diff.from, diff.to) == (1, 2))
    #expect(diff.changes.isEmpty)
    #expect(diff.films == EditionDiff.Counts())
    #expect(diff.before == diff.after)
    #expect(diff.after.films == 30)
    #expect(diff.after.figures.releases == Int64(model.films.count { $0.releaseYear != nil }))
  }

  @Test("Changes are listed by money, then kind, then id", arguments: DatabaseUnderTest.all, [1, 2, 2000])
  func order(_ engine: DatabaseUnderTest, _ rowsPerPage: Int) async throws {
    var old = SlowModel()
    old.films = [
      Self.film(1) { $0.budget = 100 }, Self.film(2) { $0.revenue = 50 }, Self.film(3), Self.film(5) { $0.budget = 7 },
      Self.film(8),
    ]
    old.companies = [(1, "Gone"), (2, "Renamed"), (3, "Same")]
    old.genres = [(4, "Western")]
    var new = SlowModel()
    new.films = [
      Self.film(1) {  // 40 less budget, 30 more revenue: 70
        $0.budget = 60
        $0.revenue = 30
      },
      Self.film(2) {  // popularity alone is no change
        $0.revenue = 50
        $0.popularity = 9
      },
      Self.film(3) { $0.title = "Retitled" }, Self.film(4) { $0.revenue = 500 }, Self.film(8) { $0.status = nil },
      Self.film(9),
    ]
    new.companies = [(2, "Renamed Ltd"), (3, "Same"), (6, "New")]
    new.genres = [(5, "Horror")]

    let diff = try await Self.diff(engine, old, new, rowsPerPage: rowsPerPage)

    #expect(
      diff.changes.map(\.kind) == [
        .filmAdded, .filmChanged, .filmRemoved, .filmAdded, .filmChanged, .filmChanged, .companyAdded, .companyRemoved,
        .companyChanged, .genreAdded, .genreRemoved,
      ])
    #expect(diff.changes.map(\.id) == [4, 1, 5, 9, 3, 8, 6, 1, 2, 5, 4])
    #expect(diff.changes.map(\.moneyUSD) == [500, 70, 7, 0, 0, 0, 0, 0, 0, 0, 0])
    #expect((diff.films.added, diff.films.removed, diff.films.changed) == (2, 1, 3))
    #expect((diff.companies.added, diff.companies.removed, diff.companies.changed) == (1, 1, 1))
    #expect((diff.genres.added, diff.genres.removed, diff.genres.changed) == (1, 1, 0))
    #expect(diff.before.figures.budgetUSD == 107)
    #expect(diff.after.figures.budgetUSD == 60)
    let money = diff.changes[1]
    #expect(money.fields.map(\.name) == [.budget, .revenue])
    #expect(money.fields.map(\.before) == [.integer(100), .null])
    #expect(money.fields.map(\.after) == [.integer(60), .integer(30)])
    #expect(diff.changes[4].name == "Retitled")
    #expect(diff.changes[4].fields.map(\.before) == [.text("Film 3")])
    #expect(diff.changes[2].name == "Film 5")
    #expect(diff.changes[8].fields.map(\.after) == [.text("Renamed Ltd")])
  }

  @Test("Differences of money at the ends of 64 bits do not overflow", arguments: DatabaseUnderTest.all)
  func huge(_ engine: DatabaseUnderTest) async throws {
    var old = SlowModel()
    old.films = [
      Self.film(1) {
        $0.releaseYear = nil; $0.budget = .min + 1; $0.revenue = 0
      }
    ]
    var new = SlowModel()
    new.films = [
      Self.film(1) {
        $0.releaseYear = nil; $0.budget = .max; $0.revenue = .max
      }
    ]
    let diff = try await Self.diff(engine, old, new)
    #expect(diff.changes.map(\.moneyUSD) == [.max])
  }

  @Test(
    "Every change and nothing else is found between random editions", arguments: DatabaseUnderTest.all, [31, 32, 33])
  func random(_ engine: DatabaseUnderTest, _ seed: UInt64) async throws {
    let old = SlowModel.random(seed: seed)
    let new = SlowModel.random(seed: seed + 100)
    let diff = try await Self.diff(engine, old, new, rowsPerPage: 3)
    func facts(_ film: SlowModel.Film) -> [String?] {
      [film.title, film.releaseDate, film.status, film.budget.map(String.init), film.revenue.map(String.init)]
    }
    let before = Dictionary(uniqueKeysWithValues: old.films.map { ($0.id, facts($0)) })
    let after = Dictionary(uniqueKeysWithValues: new.films.map { ($0.id, facts($0)) })
    #expect(diff.films.added == after.keys.count { before[$0] == nil })
    #expect(diff.films.removed == before.keys.count { after[$0] == nil })
    #expect(diff.films.changed == before.keys.count { after[$0] != nil && after[$0] != before[$0] })
    #expect(diff.changes.count { $0.kind == .filmChanged } == diff.films.changed)
    for (left, right) in zip(diff.changes, diff.changes.dropFirst()) {
      #expect(EditionChange.precedes(left, right) && !EditionChange.precedes(right, left))
    }
  }
}
