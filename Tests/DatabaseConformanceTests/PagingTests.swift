import Database
import Domain
import Fixtures
import Testing

@Suite("Lists walked page by page", .ownThreads)
struct PagingTests {
  /// Every order that is asked for is compared with a plain sort of all rows.
  static func sorted<Row>(
    _ rows: [Row], _ isDescending: Bool, _ key: (Row) -> PageKey
  ) -> [Int64] {
    rows.map(key).sorted { left, right in
      switch (left.value, right.value) {
      case (.null, .null): return left.id < right.id
      case (.null, _): return false
      case (_, .null): return true
      case (.integer(let a), .integer(let b)) where a != b: return isDescending ? a > b : a < b
      case (.text(let a), .text(let b)) where a != b:
        return isDescending
          ? b.utf8.lexicographicallyPrecedes(a.utf8) : a.utf8.lexicographicallyPrecedes(b.utf8)
      default: return left.id < right.id
      }
    }.map(\.id)
  }

  /// By id the walk itself is turned round; elsewhere ids only break ties.
  static func expected<Row>(_ rows: [Row], _ isDescending: Bool, isByID: Bool, _ key: (Row) -> PageKey) -> [Int64] {
    isByID && isDescending ? rows.map { key($0).id }.sorted(by: >) : sorted(rows, isDescending, key)
  }

  static func walk<Key: Sendable, Row: QueryRow>(
    _ reader: any EditionReader, _ sort: Key, _ isDescending: Bool, limit: Int,
    _ query: (Page<Key>) -> Query<Row>, _ key: (Row) -> PageKey
  ) async throws -> [Int64] {
    var page = Page(sort: sort, isDescending: isDescending, limit: limit)
    var ids: [Int64] = []
    while true {
      let rows = try await reader.rows(of: query(page))
      #expect(rows.count <= limit + 1)
      ids += rows.prefix(limit).map { key($0).id }
      guard rows.count > limit else { return ids }
      page.after = key(rows[limit - 1])
    }
  }

  static func reader(_ engine: DatabaseUnderTest, _ folder: TemporaryFolder, seed: UInt64) async throws
    -> any EditionReader
  {
    let database = try engine.open(folder)
    var shape = SlowModel.Shape()
    shape.companies = 12
    shape.years = 2000...2001
    shape.largestMoney = 5
    try await database.build(.random(seed: seed, shape))
    return try await database.open(1, of: provider)
  }

  @Test("Companies: every order, both directions, unknown values last", arguments: DatabaseUnderTest.all)
  func companies(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let reader = try await Self.reader(engine, folder, seed: 11)
    let all = try await reader.rows(of: Queries.companies(nameContaining: nil, Page(sort: .id, limit: 1000)))
    #expect(all.count == 12)
    for sort in CompanySort.allCases {
      for isDescending in [false, true] {
        let ids = try await Self.walk(
          reader, sort, isDescending, limit: 2, { Queries.companies(nameContaining: nil, $0) }, { $0.key(for: sort) })
        #expect(
          ids == Self.expected(all, isDescending, isByID: sort == .id) { $0.key(for: sort) },
          "\(sort), descending: \(isDescending)")
      }
    }
    let north = try await Self.walk(
      reader, CompanySort.revenue, true, limit: 2, { Queries.companies(nameContaining: "NORTH", $0) },
      { $0.key(for: .revenue) })
    #expect(north == Self.sorted(all.filter { $0.name.contains("North") }, true) { $0.key(for: .revenue) })
    #expect(!north.isEmpty && north.count < all.count)
  }

  @Test("Texts are in the order of their bytes, whatever a language makes of them", arguments: DatabaseUnderTest.all)
  func bytes(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    var model = SlowModel()
    let names = ["a b", "a-b", "ab", "a_b", "日本", "~", "zebra", "zürich", "ω", "1", "10", "2", "🎬", "(x)", "東", "_"]
    model.companies = names.enumerated().map { (Int64($0.offset + 1), $0.element) }
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let rows = try await reader.rows(of: Queries.companies(nameContaining: nil, Page(sort: .name, limit: 100)))
    #expect(rows.map(\.id) == Self.sorted(rows, false) { $0.key(for: .name) })
    #expect(rows.count == names.count)
  }

  @Test("Companies of a year: every order, in full and split", arguments: DatabaseUnderTest.all, Allocation.allCases)
  func rankedCompanies(_ engine: DatabaseUnderTest, _ allocation: Allocation) async throws {
    let folder = try TemporaryFolder()
    let reader = try await Self.reader(engine, folder, seed: 12)
    let all = try await reader.rows(
      of: Queries.companies(rankedIn: 2001, allocation, Page(sort: .id, limit: 1000)))
    #expect(all.count > 5)
    #expect(all.contains { $0.figures.revenueUSD == nil } && all.contains { $0.figures.revenueUSD != nil })
    for sort in CompanyYearSort.allCases {
      for isDescending in [false, true] {
        let ids = try await Self.walk(
          reader, sort, isDescending, limit: 2, { Queries.companies(rankedIn: 2001, allocation, $0) },
          { $0.key(for: sort) })
        #expect(
          ids == Self.expected(all, isDescending, isByID: sort == .id) { $0.key(for: sort) },
          "\(sort), descending: \(isDescending)")
      }
    }
  }

  @Test("A mean's order is that of the exact mean", arguments: DatabaseUnderTest.all)
  func means(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let reader = try await Self.reader(engine, folder, seed: 13)
    let rows = try await reader.rows(
      of: Queries.companies(rankedIn: 2000, .full, Page(sort: .averagePopularity, isDescending: true, limit: 1000)))
    let means = rows.map(\.figures.averagePopularity)
    for (left, right) in zip(means, means.dropFirst()) {
      if let right { #expect(left.map { $0 >= right } == true) }
    }
    #expect(means.first.flatMap { $0 } != nil)
  }

  static let filters = [
    FilmFilter(), FilmFilter(year: 2000), FilmFilter(company: 1), FilmFilter(genre: 1),
    FilmFilter(company: 1, year: 2001),
    FilmFilter(company: 1, genre: 1), FilmFilter(company: 1, genre: 1, year: 2000), FilmFilter(company: 999_999),
  ]

  @Test("Films: every filter, order and direction", arguments: DatabaseUnderTest.all, filters)
  func films(_ engine: DatabaseUnderTest, _ template: FilmFilter) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    var shape = SlowModel.Shape()
    shape.years = 2000...2001
    shape.largestMoney = 5
    let model = SlowModel.random(seed: 14, shape)
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    // The filters name the first company and genre that the model has.
    var filter = template
    if filter.company == 1 { filter.company = model.companies[2].id }
    if filter.genre == 1 { filter.genre = model.genres[1].id }
    let wanted = Set(
      model.films.filter { film in
        (filter.company.map(film.companies.contains) ?? true) && (filter.genre.map(film.genres.contains) ?? true)
          && (filter.year.map { film.releaseYear == Int64($0) } ?? true)
      }.map(\.id))
    let every = try await reader.rows(of: Queries.films(FilmFilter(), Page(sort: .id, limit: 1000)))
    let all = every.filter { wanted.contains($0.id) }
    for sort in FilmSort.allCases {
      for isDescending in [false, true] {
        let ids = try await Self.walk(
          reader, sort, isDescending, limit: 3, { Queries.films(filter, $0) }, { $0.key(for: sort) })
        #expect(
          ids == Self.expected(all, isDescending, isByID: sort == .id) { $0.key(for: sort) },
          "\(sort), descending: \(isDescending)")
      }
    }
  }

  @Test("Rows by year and genre go on where a page ended", arguments: DatabaseUnderTest.all)
  func yearsAndGenres(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 15)
    let tables = SlowFigures.tables(of: model)
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let range = YearRange(from: 2000, to: 2002)
    func keys(_ rows: [[SlowFigures.Value]], year: Int, genre: Int) -> [YearGenreKey] {
      rows.compactMap { row in
        guard case .integer(let year) = row[year], case .integer(let genre) = row[genre],
          (2000...2002).contains(year)
        else { return nil }
        return YearGenreKey(year: Int(year), genreID: genre)
      }.sorted { ($0.year, $0.genreID) < ($1.year, $1.genreID) }
    }

    var walked: [YearGenreKey] = []
    var last: YearGenreKey?
    repeat {
      let rows = try await reader.rows(of: Queries.genreYears(genre: nil, range, .full, after: last, limit: 2))
      walked += rows.prefix(2).map(\.key)
      last = rows.count > 2 ? rows[1].key : nil
    } while last != nil
    #expect(walked == keys(tables["genre_years"]!, year: 1, genre: 0))

    let genre = model.genres[0].id
    let one = try await reader.rows(of: Queries.genreYears(genre: genre, range, .split, after: nil, limit: 100))
    #expect(one.map(\.key) == walked.filter { $0.genreID == genre })

    let company = model.companies[1].id
    walked = []
    repeat {
      let rows = try await reader.rows(of: Queries.companyGenreYears(company, range, after: last, limit: 2))
      walked += rows.prefix(2).map(\.key)
      last = rows.count > 2 ? rows[1].key : nil
    } while last != nil
    let ofCompany = tables["company_genre_years"]!.filter { $0[0] == .integer(company) }
    #expect(walked == keys(ofCompany, year: 1, genre: 2))
    #expect(!walked.isEmpty)
  }

  @Test("A film's companies and genres come in the order of its own list", arguments: DatabaseUnderTest.all)
  func details(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let model = SlowModel.random(seed: 16)
    try await database.build(model)
    let reader = try await database.open(1, of: provider)
    let ids = model.films.map(\.id)
    let companies = try await reader.rows(of: Queries.companies(ofFilms: ids))
    let genres = try await reader.rows(of: Queries.genres(ofFilms: ids))
    for film in model.films {
      #expect(companies.filter { $0.filmID == film.id }.map(\.id) == film.companies)
      #expect(genres.filter { $0.filmID == film.id }.map(\.id) == film.genres)
      let votes = try await reader.rows(of: Queries.votes(ofFilm: film.id))
      #expect(votes.map(\.votes) == model.votes.filter { $0.film == film.id }.map(\.counts))
    }
    #expect(try await reader.rows(of: Queries.companies(ofFilms: [])).isEmpty)
    #expect(
      try await reader.rows(of: Queries.genres(after: nil, limit: 2)).map(\.id) == model.genres.prefix(3).map(\.id))
    #expect(
      try await reader.rows(of: Queries.genres(after: model.genres[2].id, limit: 9)).map(\.id) == [model.genres[3].id])
    #expect(try await reader.row(of: Queries.genre(model.genres[2].id))?.name == model.genres[2].name)
    #expect(try await reader.row(of: Queries.company(model.companies[2].id))?.name == model.companies[2].name)
    #expect(try await reader.row(of: Queries.company(-5)) == nil)
  }
}
