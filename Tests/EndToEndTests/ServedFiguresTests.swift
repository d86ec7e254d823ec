import Domain
import Fixtures
import Foundation
import HummingbirdTesting
import Pipeline
import Testing
import Watchfolders

@Suite("Every served figure equals the one that was computed the slow way")
struct ServedFiguresTests {
  struct Shape: Sendable, CustomTestStringConvertible {
    let name: String
    let shape: SlowModel.Shape
    var testDescription: String { name }

    init(_ name: String, _ change: (inout SlowModel.Shape) -> Void = { _ in }) {
      self.name = name
      var shape = SlowModel.Shape()
      change(&shape)
      self.shape = shape
    }
  }

  static let shapes = [
    Shape("a few films, many ties"),
    Shape("one film") { $0.films = 1 },
    Shape("one year, one company, one genre") {
      $0.years = 2001...2001
      $0.companies = 1
      $0.genres = 1
    },
    Shape("money beyond 32 bits") { $0.largestMoney = 1 << 52 },
    Shape("old films and new ones") { $0.years = 1874...2020 },
    Shape("nobody voted") { $0.votedFilms = 0 },
    Shape("many films of few companies") {
      $0.films = 120
      $0.companies = 3
    },
  ]

  @Test("on deliveries of many shapes", arguments: shapes, [1, 2, 3] as [UInt64])
  func everyCell(shape: Shape, seed: UInt64) async throws {
    // Given a delivery whose truth is known.
    var model = SlowModel.random(seed: seed, shape.shape)
    // Of what no film names, a delivery knows nothing; nor of years in which nobody voted.
    model.companies.removeAll { company in !model.films.contains { $0.companies.contains(company.id) } }
    model.genres.removeAll { genre in !model.films.contains { $0.genres.contains(genre.id) } }
    model.votes.removeAll { row in row.counts.allSatisfy { $0 == 0 } }
    let truth = model
    // When it has gone through all stages.
    let installation = try TestInstallation()
    let taken = try await installation.ingest(SlowDelivery.zip(of: truth, seed: seed))
    let record = try #require(taken.newRecord, "the delivery was taken as \(taken)")
    let report = try await installation.seederWatchfolder.report(of: record.delivery, .default)
    try #require(record.state == .published, "\(report.map { $0.findings.filter { $0.severity == .error } } ?? [])")
    // Then every cell that is served is the true one.
    try await installation.serve { client in
      for (path, expected) in ExpectedAnswers(truth).all {
        let rows = try await client.table("/v1/default/" + path)
        #expect(Array(rows.dropFirst()) == expected, "\(path)\n\(rows.first ?? [])")
      }
    }
  }
}

/// The rows that each path must answer, as CSV cells.
private struct ExpectedAnswers {
  typealias Film = SlowModel.Film
  let model: SlowModel
  let counted: [Film]
  let years: [Int64]

  init(_ model: SlowModel) {
    self.model = model
    counted = model.films.filter { $0.releaseYear != nil }
    years = Set(counted.map { $0.releaseYear! }).sorted()
  }

  var all: [(path: String, rows: [[String]])] {
    var answers: [(path: String, rows: [[String]])] = [("years.csv", years.map { ["\($0)"] + figures(films(in: $0)) })]
    for company in model.companies {
      let path = "companies/\(company.id)"
      let films = counted.filter { $0.companies.contains(company.id) }
      for allocation in ["full", "split"] {
        answers.append(
          (
            "\(path)/years.csv?allocation=\(allocation)",
            byYear(films).map { year, films in
              ["\(company.id)", company.name, "\(year)"]
                + figures(films, allocation == "split" ? company.id : nil, \.companies)
            }
          ))
      }
      answers.append(
        (
          "\(path)/genres.csv",
          byYear(films).flatMap { year, films in
            model.genres.compactMap { genre -> [String]? in
              let count = films.count { $0.genres.contains(genre.id) }
              return count == 0
                ? nil : ["\(company.id)", company.name, "\(year)", "\(genre.id)", genre.name, "\(count)"]
            }
          }
        ))
    }
    for allocation in ["full", "split"] {
      func row(_ year: Int64, _ genre: (id: Int64, name: String)) -> [String]? {
        let films = films(in: year).filter { $0.genres.contains(genre.id) }
        if films.isEmpty { return nil }
        return ["\(year)", "\(genre.id)", genre.name] + figures(films, allocation == "split" ? genre.id : nil, \.genres)
      }
      answers.append(
        (
          "genres/years.csv?allocation=\(allocation)",
          years.flatMap { year in model.genres.compactMap { row(year, $0) } }
        ))
      for year in years {
        let companies = model.companies.compactMap { company -> (id: Int64, row: [String], revenue: Int64?)? in
          let films = films(in: year).filter { $0.companies.contains(company.id) }
          if films.isEmpty { return nil }
          let row = figures(films, allocation == "split" ? company.id : nil, \.companies)
          return (company.id, ["\(year)", "\(company.id)", company.name] + row, Int64(row[2]))
        }
        // Unknown last; among equals the lower id first.
        let ranked = companies.sorted { left, right in
          left.revenue == right.revenue ? left.id < right.id : (left.revenue ?? -1) > (right.revenue ?? -1)
        }
        answers.append(
          ("companies/years.csv?year=\(year)&allocation=\(allocation)&sort=-revenue&limit=2", ranked.map(\.row)))
      }
    }
    for by in ["popularity", "totalPopularity", "rating", "votes", "releases", "revenue", "profit"] {
      for least in [1, 5] {
        answers.append(
          ("genres/most-popular.csv?by=\(by)&minReleases=\(least)", years.map { mostPopular($0, by, least) }))
      }
    }
    return answers
  }

  private func films(in year: Int64) -> [Film] { counted.filter { $0.releaseYear == year } }

  private func byYear(_ films: [Film]) -> [(Int64, [Film])] {
    years.compactMap { year in
      let ofYear = films.filter { $0.releaseYear == year }
      return ofYear.isEmpty ? nil : (year, ofYear)
    }
  }

  /// releases, budget, revenue, profit, averagePopularity, votes, averageRating, knownBudget, knownRevenue, knownProfit.
  private func figures(
    _ films: [Film], _ split: Int64? = nil, _ list: (Film) -> [Int64] = { _ in [] }
  ) -> [String] {
    let cells = SlowFigures.figures(films, model).map(Self.integer)
    var money = [cells[1], cells[3], cells[5]]
    if let split {
      func share(_ amount: Int64, _ film: Film) -> Int64 {
        let ids = list(film)
        let each = amount / Int64(ids.count)
        return ids[0] == split ? amount - each * Int64(ids.count - 1) : each
      }
      func total(_ shares: [Int64]) -> Int64? { shares.isEmpty ? nil : shares.reduce(0, +) }
      money = [
        total(films.compactMap { film in film.budget.map { share($0, film) } }),
        total(films.compactMap { film in film.revenue.map { share($0, film) } }),
        total(
          films.compactMap { film in
            guard let budget = film.budget, let revenue = film.revenue else { return nil }
            return share(revenue, film) - share(budget, film)
          }),
      ]
    }
    return [Self.text(cells[0])] + money.map(Self.text)
      + [Self.mean(cells[7]!, cells[8]!, 1_000_000), Self.text(cells[9]), Self.mean(cells[10]!, cells[9]!, 2)]
      + [cells[2], cells[4], cells[6]].map(Self.text)
  }

  private func mostPopular(_ year: Int64, _ by: String, _ least: Int) -> [String] {
    let genres = model.genres.map { genre in
      (genre: genre, films: films(in: year).filter { $0.genres.contains(genre.id) })
    }.filter { !$0.films.isEmpty }
    let enough = min(least, genres.map(\.films.count).max() ?? 0)
    var best: (genre: (id: Int64, name: String), films: [Film], value: Decimal)?
    for (genre, films) in genres where films.count >= enough {
      let cells = SlowFigures.figures(films, model).map(Self.integer)
      func ratio(_ sum: Int, _ count: Int) -> Decimal? {
        cells[count]! == 0 ? nil : Decimal(cells[sum]!) / Decimal(cells[count]!)
      }
      let value: Decimal? =
        switch by {
        case "popularity": ratio(7, 8)
        case "totalPopularity": cells[8]! == 0 ? nil : Decimal(cells[7]!)
        case "rating": ratio(10, 9)
        case "votes": Decimal(cells[9]!)
        case "releases": Decimal(cells[0]!)
        case "revenue": cells[3].map { Decimal($0) }
        default: cells[5].map { Decimal($0) }
        }
      guard let value else { continue }
      // Genres come by rising id, so that among equals the first one stands.
      if let best, value < best.value || (value == best.value && films.count <= best.films.count) { continue }
      best = (genre, films, value)
    }
    guard let best else { return ["\(year)"] + Array(repeating: "", count: 12) }
    return ["\(year)", "\(best.genre.id)", best.genre.name] + figures(best.films)
  }

  private static func integer(_ value: SlowFigures.Value) -> Int64? {
    if case .integer(let value) = value { value } else { nil }
  }

  private static func text(_ value: Int64?) -> String { value.map { "\($0)" } ?? "" }

  /// Six decimals, half to even.
  private static func mean(_ sum: Int64, _ count: Int64, _ units: Int64) -> String {
    if count == 0 { return "" }
    var exact = Decimal(sum) / Decimal(count) / Decimal(units)
    var rounded = Decimal()
    NSDecimalRound(&rounded, &exact, 6, .bankers)
    var parts = "\(rounded)".split(separator: ".").map(String.init)
    if parts.count == 1 { parts.append("") }
    return parts[0] + "." + parts[1].padding(toLength: 6, withPad: "0", startingAt: 0)
  }
}
