import Database
import Domain
import Fixtures
import Testing

/// Figures worked out by hand, so that the seeder and its slow twin cannot both be wrong in the same way.
@Suite("Figures of three films, worked out by hand")
struct WorkedExampleTests {
  /// North and South share A: 100 dollars in 3 parts is 34, 33 and 33. B is North's alone. C does not count.
  static var model: SlowModel {
    var model = SlowModel()
    model.companies = [(1, "North"), (2, "South"), (3, "West")]
    model.genres = [(18, "Drama"), (35, "Comedy")]
    var a = SlowModel.Film(id: 11)
    (a.title, a.releaseDate) = ("A", "2001-05-04")
    (a.budget, a.revenue, a.popularity) = (100, 1001, 1_000_001)
    (a.companies, a.genres) = ([2, 1, 3], [18])
    var b = SlowModel.Film(id: 12)
    (b.title, b.releaseDate) = ("B", "2001-11-30")
    (b.budget, b.popularity) = (50, 2_000_000)
    (b.companies, b.genres) = ([1], [18, 35])
    var c = SlowModel.Film(id: 13)
    (c.title, c.status, c.releaseDate, c.revenue) = ("C", "Rumored", "2001-01-01", 999)
    (c.companies, c.genres) = ([1], [35])
    model.films = [a, b, c]
    model.votes = [
      .init(film: 11, year: 2002, counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 2]),  // twice 5.0
      .init(film: 11, year: 2003, counts: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),  // once 0.5
      .init(film: 13, year: 2003, counts: [9, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    return model
  }

  @Test("A company's year, in full and split")
  func companyYear() async throws {
    let seeder = try SeederUnderTest()
    let reader = try await seeder.reader(Self.model)
    let full = try await reader.rows(of: Queries.companyYears(1, YearRange(), .full, limit: 10))
    #expect(full.count == 1)
    let figures = try #require(full.first).figures
    #expect(figures.releases == 2)
    #expect((figures.budgetUSD, figures.knownBudget) == (150, 2))
    #expect((figures.revenueUSD, figures.knownRevenue) == (1001, 1))
    #expect((figures.profitUSD, figures.knownProfit) == (901, 1))
    // (1.000001 + 2) / 2 = 1.5000005, half to even
    #expect(figures.averagePopularity?.description == "1.500000")
    #expect((figures.votes, figures.averageRating?.description) == (3, "3.500000"))

    let split = try await reader.rows(of: Queries.companyYears(1, YearRange(), .split, limit: 10))
    #expect(split.first?.figures.budgetUSD == 83)  // 33 of 100, and 50
    #expect(split.first?.figures.revenueUSD == 333)
    #expect(split.first?.figures.profitUSD == 300)  // 333 - 33
    let first = try await reader.rows(of: Queries.companyYears(2, YearRange(), .split, limit: 10))
    #expect(first.first?.figures.budgetUSD == 34)  // first in the film's list: the dollar that remains
    #expect(first.first?.figures.revenueUSD == 335)  // 333 and the two that remain
    #expect(first.first?.figures.profitUSD == 301)
  }

  @Test("Companies ranked by exact means")
  func ranks() async throws {
    let seeder = try SeederUnderTest()
    let reader = try await seeder.reader(Self.model)
    let rows = try await reader.rows(
      of: Queries.companies(rankedIn: 2001, .full, Page(sort: .averagePopularity, isDescending: true, limit: 10)))
    #expect(rows.map(\.companyID) == [1, 2, 3])
    #expect(rows.map(\.popularityRank) == [2, 1, 1])
    #expect(rows.map(\.ratingRank) == [1, 1, 1])
  }

  @Test("Years, genres and films")
  func others() async throws {
    let seeder = try SeederUnderTest()
    let reader = try await seeder.reader(Self.model)
    let year = try #require(try await reader.rows(of: Queries.years(YearRange(), limit: 10)).first)
    #expect((year.year, year.figures.releases, year.figures.budgetUSD) == (2001, 2, 150))
    let genres = try await reader.rows(of: Queries.genreYears(YearRange()))
    #expect(genres.map(\.genreID) == [18, 35])
    #expect(genres.map(\.figures.releases) == [2, 1])
    #expect(genres.map(\.figures.revenueUSD) == [1001, nil])
    let genreFilms = try await reader.rows(of: Queries.companyGenreYears(1, YearRange(), after: nil, limit: 10))
    #expect(genreFilms.map(\.releases) == [2, 1])
    let films = try await reader.rows(of: Queries.films(FilmFilter(), Page(sort: .id, limit: 10)))
    #expect(films.map(\.votes) == [3, 0, 9])  // votes of a film that does not count are its own all the same
    #expect(films.map(\.releaseYear) == [2001, 2001, nil])
    #expect(films.map(\.profitUSD) == [901, nil, nil])
    let company = try #require(try await reader.row(of: Queries.company(1)))
    #expect((company.firstYear, company.lastYear, company.figures.releases) == (2001, 2001, 2))
  }
}
