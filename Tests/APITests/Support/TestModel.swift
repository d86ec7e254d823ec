import Domain
import Fixtures
import Foundation

/// The data model of a small delivery, as the parser would write it: films with their companies, genres and votes.
struct TestModel {
  struct Film {
    var id: Int64
    var title: String
    var imdbID = ""
    var status = "Released"
    var date = "2001-01-01"
    var budget: Int64?
    var revenue: Int64?
    var popularity = "1.5"
    var companies: [Int64] = []
    var genres: [Int64] = []
    /// Year of voting, and the ratings given in half steps.
    var votes: [(year: Int, halfSteps: [Int])] = []
  }

  var films: [Film]
  var companies: [Int64: String]
  var genres: [Int64: String]

  /// What the parser makes of `FixtureDelivery.small`.
  static let small = TestModel(
    films: [
      Film(
        id: 11, title: "Alpha", imdbID: "tt0000011", date: "2001-05-04", budget: 1_000_000, revenue: 5_000_000,
        popularity: "10.25", companies: [7, 9], genres: [18, 35],
        votes: [(2001, [8]), (2010, [10])]),
      Film(
        id: 12, title: "Beta", imdbID: "tt0000012", date: "2001-11-30", budget: 2_000_001, popularity: "0.5",
        companies: [7], genres: [18], votes: [(2001, [7])]),
      Film(
        id: 13, title: "Gamma", date: "2002-02-28", revenue: 300_000, popularity: "0.000082", companies: [9],
        genres: [35], votes: [(2010, [1])]),
      Film(
        id: 14, title: "Delta", status: "Rumored", date: "2002-03-01", revenue: 999_999, companies: [7], genres: [18],
        votes: [(2010, [4])]),
    ],
    companies: [7: "North Light", 9: "O'Hara Films"], genres: [18: "Drama", 35: "Comedy"])

  /// Writes the six model CSVs into `folder`.
  func write(to folder: TemporaryFolder) throws {
    let films = films.sorted { $0.id < $1.id }
    try write(
      .movies, folder,
      films.enumerated().map { index, film in
        let year = film.status == "Released" ? String(film.date.prefix(4)) : ""
        return [
          "\(film.id)", film.imdbID, film.title, film.title, "en", film.status, film.date, year,
          film.budget.map { "\($0)" } ?? "", film.revenue.map { "\($0)" } ?? "", film.popularity, "90", "6.5", "10",
          "\(index + 2)",
        ]
      })
    try write(.companies, folder, companies.sorted { $0.key < $1.key }.map { ["\($0.key)", $0.value] })
    try write(.genres, folder, genres.sorted { $0.key < $1.key }.map { ["\($0.key)", $0.value] })
    try write(.movieCompanies, folder, films.flatMap { film in links(film.id, film.companies) })
    try write(.movieGenres, folder, films.flatMap { film in links(film.id, film.genres) })
    try write(
      .movieVotes, folder,
      films.flatMap { film in
        film.votes.map { votes in
          ["\(film.id)", "\(votes.year)"] + (1...10).map { step in "\(votes.halfSteps.filter { $0 == step }.count)" }
        }
      })
  }

  private func links(_ film: Int64, _ ids: [Int64]) -> [[String]] {
    ids.enumerated().sorted { $0.element < $1.element }.map { ["\(film)", "\($0.element)", "\($0.offset)"] }
  }

  private func write(_ table: ModelTable, _ folder: TemporaryFolder, _ rows: [[String]]) throws {
    let lines = ([table.columns] + rows).map { row in
      row.map { cell in
        cell.contains(where: { ",\"\n\r".contains($0) }) ? "\"\(cell.replacing("\"", with: "\"\""))\"" : cell
      }.joined(separator: ",")
    }
    try folder.write(Data((lines.joined(separator: "\n") + "\n").utf8), to: table.fileName)
  }
}
