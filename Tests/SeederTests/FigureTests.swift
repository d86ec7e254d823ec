import Database
import Domain
import Fixtures
import Testing

/// Every cell of every serving table against the slow twin.
@Suite("Figures of random models", .ownThreads)
struct FigureTests {
  static func compare(
    _ model: SlowModel, on engine: DatabaseUnderTest = .sqlite, _ note: String
  ) async throws {
    let seeder = try SeederUnderTest(on: engine)
    let reader = try await seeder.reader(model)
    let expected = SlowFigures.tables(of: model)
    for table in Schema.tables where table.name != "edition" {
      let columns = table.columns.map(\.name).joined(separator: ", ")
      let rows = try await reader.rows(
        SQLQuery("SELECT \(columns) FROM \(table.name) ORDER BY \(table.primaryKey.joined(separator: ", "))"))
      let wanted = try #require(expected[table.name]).map { $0.map(SQLValue.init) }
      #expect(rows.count == wanted.count, "\(table.name), \(note)")
      for (row, want) in zip(rows, wanted) where row != want {
        for (index, column) in table.columns.enumerated() {
          #expect(row[index] == want[index], "\(table.name).\(column.name) of \(want.prefix(3)), \(note)")
        }
      }
    }
  }

  @Test("Small models, in which everything ties with everything", arguments: 0..<30)
  func small(_ seed: Int) async throws {
    try await Self.compare(.random(seed: UInt64(seed)), "seed \(seed)")
  }

  struct NamedShape: Sendable, CustomStringConvertible {
    let description: String
    let shape: SlowModel.Shape

    init(_ description: String, _ change: (inout SlowModel.Shape) -> Void) {
      self.description = description
      var shape = SlowModel.Shape()
      change(&shape)
      self.shape = shape
    }
  }

  static let shapes = [
    NamedShape("nothing at all") { ($0.films, $0.companies, $0.genres) = (0, 0, 0) },
    NamedShape("films without companies or genres") { ($0.companies, $0.genres) = (0, 0) },
    NamedShape("companies without films") { $0.films = 0 },
    NamedShape("one film") { $0.films = 1 },
    NamedShape("no votes") { $0.votedFilms = 0 },
    NamedShape("one year") { $0.years = 2000...2000 },
    NamedShape("the first and last years there are") { $0.years = 1...9999 },
    NamedShape("one company") { $0.companies = 1 },
    NamedShape("money that only 64 bits hold") { $0.largestMoney = Int64.max / 40 },
    NamedShape("money that fills 64 bits") { ($0.films, $0.largestMoney) = (1, .max) },
    NamedShape("many films") { ($0.films, $0.companies, $0.genres) = (250, 30, 12) },
  ]

  @Test("Models of every shape", arguments: shapes, DatabaseUnderTest.all)
  func shape(_ shape: NamedShape, _ engine: DatabaseUnderTest) async throws {
    for seed in 100..<103 as Range<UInt64> {
      try await Self.compare(.random(seed: seed, shape.shape), on: engine, "\(shape), seed \(seed)")
    }
  }

  @Test("Split money adds up to the films' money, to the dollar")
  func splitAddsUp() async throws {
    var model = SlowModel.random(seed: 7)
    for index in model.films.indices where model.films[index].companies.isEmpty {
      model.films[index].companies = [model.companies[0].id]
    }
    let seeder = try SeederUnderTest()
    let reader = try await seeder.reader(model)
    let years = try await reader.rows(of: Queries.years(YearRange(), limit: 9999))
    #expect(!years.isEmpty)
    for year in years {
      let companies = try await reader.rows(
        of: Queries.companies(rankedIn: year.year, .split, Page(sort: .id, limit: 999)))
      #expect(companies.compactMap(\.figures.revenueUSD).reduce(0, +) == year.figures.revenueUSD ?? 0)
      #expect(companies.compactMap(\.figures.budgetUSD).reduce(0, +) == year.figures.budgetUSD ?? 0)
      #expect(companies.compactMap(\.figures.profitUSD).reduce(0, +) == year.figures.profitUSD ?? 0)
    }
  }
}

extension SQLValue {
  init(_ value: SlowFigures.Value) {
    switch value {
    case .null: self = .null
    case .integer(let value): self = .integer(value)
    case .text(let value): self = .text(value)
    }
  }
}
