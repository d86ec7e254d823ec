import Database
import Domain
import Fixtures
import Testing

/// How SQLite means to answer each query of the API, on an edition with as many films as make statistics count.
@Suite("Query plans on SQLite")
struct QueryPlanTests {
  /// Tables of which no query may read all rows.
  static let large = ["m", "movies", "c", "companies", "cy", "cgy", "mc", "mg", "movie_votes"]

  @Test("No query of the API scans a large table but along an index that gives its order")
  func plans() async throws {
    let seeder = try SeederUnderTest()
    var shape = SlowModel.Shape()
    (shape.films, shape.companies, shape.genres, shape.years) = (3000, 600, 20, 1950...2017)
    let model = SlowModel.random(seed: 1, shape)
    let reader = try await seeder.reader(model)
    for (name, query) in Self.queries(model) {
      let plan = try await reader.rows(SQLQuery("EXPLAIN QUERY PLAN \(query.sql)", query.parameters))
      let steps = plan.compactMap { $0.last?.text }
      #expect(!steps.isEmpty)
      for step in steps {
        let words = step.split(separator: " ")
        guard words.first == "SCAN", words.count > 1, Self.large.contains(String(words[1])) else { continue }
        // A walk along an index, or along the key, ends with the page.
        let isInOrder = step.contains("USING INDEX") || step.contains("USING COVERING INDEX") || words.count == 2
        let sorts = steps.contains { $0.hasPrefix("USE TEMP B-TREE FOR ORDER BY") }
        #expect(isInOrder && !sorts, "\(name): \(steps)")
      }
    }
  }

  @Test("A walk over a whole table finds each page by its key", arguments: Schema.tables.map(\.name))
  func walks(_ name: String) async throws {
    let seeder = try SeederUnderTest()
    let reader = try await seeder.reader(.random(seed: 2))
    var walk = TableWalk(try #require(Schema.tables.first { $0.name == name }), rowsPerPage: 1)
    #expect(try await walk.next(from: reader).count == 1)
    let plan = try await reader.rows(SQLQuery("EXPLAIN QUERY PLAN \(walk.query.sql)", walk.query.parameters))
    let steps = plan.compactMap { $0.last?.text }
    #expect(steps.count == 1 && steps[0].hasPrefix("SEARCH \(name) USING PRIMARY KEY"), "\(steps)")
  }

  /// A query's SQL, and that of its rest.
  static func plans<Row>(_ name: String, _ query: Query<Row>) -> [(String, SQLQuery)] {
    [(name, query.sql)] + (query.rest.map { [(name + ", unknown", $0.sql)] } ?? [])
  }

  static func queries(_ model: SlowModel) -> [(String, SQLQuery)] {
    let company = model.companies[3].id
    let genre = model.genres[3].id
    let years = YearRange(from: 1990, to: 2000)
    let key = YearGenreKey(year: 1995, genreID: genre)
    var queries =
      plans("company", Queries.company(company)) + plans("genre", Queries.genre(genre))
      + plans("film", Queries.film(5)) + plans("votes", Queries.votes(ofFilm: 5))
      + plans("film companies", Queries.companies(ofFilms: [5, 6, 7]))
      + plans("film genres", Queries.genres(ofFilms: [5]))
    queries += plans("company years", Queries.companyYears(company, years, .split, limit: 100))
    queries += plans("company genres", Queries.companyGenreYears(company, years, after: key, limit: 100))
    queries += plans("genre years", Queries.genreYears(genre: genre, years, .full, after: key, limit: 100))
    queries += plans("all genre years", Queries.genreYears(genre: nil, years, .full, after: key, limit: 100))
    let positions: [PageKey?] = [nil, PageKey(value: .integer(7), id: 9), PageKey(value: .null, id: 9)]
    for (isDescending, after) in [false, true].flatMap({ direction in positions.map { (direction, $0) } }) {
      let note = "\(isDescending ? "-" : "") after \(String(describing: after))"
      for sort in CompanySort.allCases {
        let page = Page(sort: sort, isDescending: isDescending, after: after, limit: 100)
        queries += plans("companies \(sort) \(note)", Queries.companies(nameContaining: nil, page))
      }
      for sort in CompanyYearSort.allCases {
        let page = Page(sort: sort, isDescending: isDescending, after: after, limit: 100)
        queries += plans("ranked \(sort) \(note)", Queries.companies(rankedIn: 1999, .full, page))
      }
      for sort in FilmSort.allCases {
        let page = Page(sort: sort, isDescending: isDescending, after: after, limit: 100)
        for filter in [FilmFilter(), FilmFilter(company: company), FilmFilter(year: 1999)] {
          queries += plans("films \(filter) \(sort) \(note)", Queries.films(filter, page))
        }
      }
    }
    return queries
  }
}
