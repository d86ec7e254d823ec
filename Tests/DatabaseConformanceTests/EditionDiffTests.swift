import Database
import Fixtures
import Testing

@Suite("What changed between two editions", .ownThreads)
struct EditionDiffTests {
  /// Two editions, open, and what a diff says of them.
  struct Comparison {
    let diff: EditionDiff
    let old: any EditionReader
    let new: any EditionReader

    /// Every change in its order, in pages of so many.
    func changes(_ filter: DiffFilter = DiffFilter(), limit: Int = 1000) async throws -> [EditionChange] {
      var changes: [EditionChange] = []
      while true {
        let key = changes.last.map(diff.key)
        let page = try await diff.changes(filter, after: key, limit: limit, old: old, new: new)
        #expect(page.count <= limit)
        changes += page
        if page.count < limit { return changes }
      }
    }
  }

  static func compare(
    _ engine: DatabaseUnderTest, _ old: SlowModel, _ new: SlowModel, by order: DiffOrder = .money,
    rowsPerPage: Int = 2000, in folder: TemporaryFolder
  ) async throws -> Comparison {
    let database = try engine.open(folder)
    try await database.build(old, delivery: "a")
    try await database.build(new, delivery: "b")
    let (before, after) = (try await database.open(1, of: provider), try await database.open(2, of: provider))
    let diff = try await EditionDiff.between(before, after, by: order, rowsPerPage: rowsPerPage)
    return Comparison(diff: diff, old: before, new: after)
  }

  static func film(_ id: Int64, _ change: (inout SlowModel.Film) -> Void = { _ in }) -> SlowModel.Film {
    var film = SlowModel.Film(id: id)
    film.title = "Film \(id)"
    film.releaseDate = "2000-01-01"
    change(&film)
    return film
  }

  @Test("An edition does not differ from an equal one", arguments: DatabaseUnderTest.all)
  func equal(_ engine: DatabaseUnderTest) async throws {
    let model = SlowModel.random(seed: 21)
    let folder = try TemporaryFolder()
    let equal = try await Self.compare(engine, model, model, in: folder)
    #expect((equal.diff.from, equal.diff.to) == (1, 2))
    #expect(equal.diff.count == 0)
    #expect(try await equal.changes() == [])
    #expect(equal.diff.films == EditionDiff.Counts())
    #expect(equal.diff.before == equal.diff.after)
    #expect(equal.diff.after.films == 30)
    #expect(equal.diff.after.figures.releases == Int64(model.films.count { $0.releaseYear != nil }))
  }

  /// Films that come, go and change, with companies and genres of their own.
  private static let months: (old: SlowModel, new: SlowModel) = {
    var old = SlowModel()
    old.films = [
      film(1) {
        $0.budget = 100
        $0.companies = [3]
      },
      film(2) { $0.revenue = 50 }, film(3),
      film(5) {
        $0.budget = 7
        $0.genres = [4]
      }, film(8),
    ]
    old.companies = [(1, "Gone"), (2, "Renamed"), (3, "Same")]
    old.genres = [(4, "Western")]
    var new = SlowModel()
    new.films = [
      film(1) {  // 40 less budget, 30 more revenue: 70
        $0.budget = 60
        $0.revenue = 30
        $0.companies = [3]
      },
      film(2) {  // popularity alone is no change
        $0.revenue = 50
        $0.popularity = 9_000_000
      },
      film(3) { $0.title = "Retitled" }, film(4) { $0.revenue = 500 },
      film(8) {
        $0.status = nil
      }, film(9),
    ]
    new.companies = [(2, "Renamed Ltd"), (3, "Same"), (6, "New")]
    new.genres = [(5, "Horror")]
    return (old, new)
  }()

  @Test(
    "Changes are listed by money, then kind, then what happened, then id", arguments: DatabaseUnderTest.all,
    [1, 2, 2000])
  func order(_ engine: DatabaseUnderTest, _ rowsPerPage: Int) async throws {
    let folder = try TemporaryFolder()
    let months = try await Self.compare(
      engine, Self.months.old, Self.months.new, rowsPerPage: rowsPerPage, in: folder)
    let diff = months.diff
    let changes = try await months.changes(limit: rowsPerPage)

    #expect(
      changes.map { "\($0.moneyUSD) \($0.kind) \($0.change) \($0.id)" } == [
        "500 film added 4", "70 film changed 1", "70 company changed 3", "7 film removed 5", "7 genre removed 4",
        "0 film added 9", "0 film changed 3", "0 film changed 8", "0 company added 6", "0 company removed 1",
        "0 company changed 2", "0 genre added 5",
      ])
    try #require(diff.count == changes.count && diff.count == 12)
    #expect((diff.films.added, diff.films.removed, diff.films.changed) == (2, 1, 3))
    #expect((diff.companies.added, diff.companies.removed, diff.companies.changed) == (1, 1, 2))
    #expect((diff.genres.added, diff.genres.removed, diff.genres.changed) == (1, 1, 0))
    #expect(diff.before.figures.budgetUSD == 107)
    #expect(diff.after.figures.budgetUSD == 60)
    #expect(changes[1].before?.figures.budgetUSD == 100)
    #expect(changes[1].after?.figures.budgetUSD == 60)
    #expect(changes[1].before?.figures.revenueUSD == nil)
    #expect(changes[2].after?.figures.profitUSD == -30)  // the company's films
    #expect(changes[3].name == "Film 5")
    #expect(changes[6].name == "Retitled")
    #expect(changes[6].before?.name == "Film 3")
    #expect(changes[7].before?.figures.releases == 1)
    #expect(changes[7].after?.figures.releases == 0)  // it does not count any more
    #expect(changes[10].after?.name == "Renamed Ltd")
  }

  @Test("A filter lets through what it names, and counts it", arguments: DatabaseUnderTest.all)
  func filter(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let months = try await Self.compare(engine, Self.months.old, Self.months.new, in: folder)
    let all = try await months.changes()
    for kind in [nil] + EditionChange.Kind.allCases.map(Optional.some) {
      for change in [nil] + EditionChange.Change.allCases.map(Optional.some) {
        let filter = DiffFilter(kind: kind, change: change)
        let wanted = all.filter { (kind ?? $0.kind, change ?? $0.change) == ($0.kind, $0.change) }
        #expect(months.diff.count(filter) == wanted.count)
        #expect(try await months.changes(filter, limit: 2) == wanted)
      }
    }
  }

  @Test("By a figure, what differs in it is listed by how much", arguments: DatabaseUnderTest.all)
  func figures(_ engine: DatabaseUnderTest) async throws {
    var old = SlowModel()
    old.films = [
      Self.film(1) { $0.popularity = 1_000_000 }, Self.film(2) { $0.popularity = 5_000_000 }, Self.film(3),
      Self.film(4) { $0.popularity = 2_000_000 },
    ]
    old.votes = [.init(film: 1, year: 2000, counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2])]  // twice 5.0
    var new = old
    new.films[0].popularity = 1_500_000
    new.films[1].popularity = nil
    new.films[2].title = "Retitled"
    new.votes = [.init(film: 1, year: 2000, counts: [0, 0, 0, 0, 0, 0, 0, 1, 0, 2])]  // and once 4.0

    func differences(_ figure: DiffFigure) async throws -> [String] {
      let folder = try TemporaryFolder()
      let comparison = try await Self.compare(engine, old, new, by: .figure(figure), in: folder)
      return try await comparison.changes().map { change in
        let (before, after) = (change.before, change.after)
        let difference = DiffFigure.difference(
          before.flatMap { figure.value(of: $0.figures) }, after.flatMap { figure.value(of: $0.figures) })
        return "\(change.id): \(difference)"
      }
    }
    #expect(try await differences(.averagePopularity) == ["2: -5000000", "1: 500000"])
    #expect(try await differences(.votes) == ["1: 1"])
    #expect(try await differences(.averageRating) == ["1: -333333"])  // 14 / 3 stars instead of 5
    #expect(try await differences(.budget) == [])
    #expect(try await differences(.releases) == [])
  }

  @Test("Differences of money at the ends of 64 bits do not overflow", arguments: DatabaseUnderTest.all)
  func huge(_ engine: DatabaseUnderTest) async throws {
    var old = SlowModel()
    old.films = [
      Self.film(1) {
        $0.status = nil; $0.budget = .min + 1; $0.revenue = 0
      }
    ]
    var new = SlowModel()
    new.films = [
      Self.film(1) {
        $0.status = nil; $0.budget = .max; $0.revenue = .max
      }
    ]
    let folder = try TemporaryFolder()
    let comparison = try await Self.compare(engine, old, new, in: folder)
    #expect(try await comparison.changes().map(\.moneyUSD) == [.max])
    #expect(DiffFigure.difference(.min + 1, .max) == .max)
    #expect(DiffFigure.difference(.max, .min) == .min)
    #expect(DiffFigure.difference(nil, 5) == 5)
  }

  @Test(
    "Every change and nothing else is found between random editions", arguments: DatabaseUnderTest.all, [31, 32, 33])
  func random(_ engine: DatabaseUnderTest, _ seed: UInt64) async throws {
    let old = SlowModel.random(seed: seed)
    let new = SlowModel.random(seed: seed + 100)
    let folder = try TemporaryFolder()
    let comparison = try await Self.compare(engine, old, new, rowsPerPage: 3, in: folder)
    let diff = comparison.diff
    func facts(_ film: SlowModel.Film) -> [String?] {
      [
        film.title, film.releaseDate, film.status, film.budget.map(String.init), film.revenue.map(String.init),
        "\(film.releaseYear == nil)",
      ]
    }
    let before = Dictionary(uniqueKeysWithValues: old.films.map { ($0.id, facts($0)) })
    let after = Dictionary(uniqueKeysWithValues: new.films.map { ($0.id, facts($0)) })
    #expect(diff.films.added == after.keys.count { before[$0] == nil })
    #expect(diff.films.removed == before.keys.count { after[$0] == nil })
    #expect(diff.films.changed == before.keys.count { after[$0] != nil && after[$0] != before[$0] })
    let changes = try await comparison.changes(limit: 7)
    #expect(changes.count { $0.kind == .film && $0.change == .changed } == diff.films.changed)
    for (left, right) in zip(changes, changes.dropFirst()) {
      #expect((left.moneyUSD, right.moneyUSD) == (max(left.moneyUSD, right.moneyUSD), right.moneyUSD))
    }
    #expect(Set(changes.map { "\($0.kind) \($0.id)" }).count == changes.count)
  }
}
