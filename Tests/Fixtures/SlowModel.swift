import Foundation

/// A data model in plain values, for tests: what the six model CSVs say, and the input of `SlowFigures`.
package struct SlowModel: Sendable {
  package struct Film: Sendable {
    package var id: Int64
    package var title = "Untitled"
    package var imdbID: String?
    package var originalTitle: String?
    package var originalLanguage: String?
    package var status: String? = "Released"
    package var releaseDate: String?
    /// `nil` unless the film counts.
    package var releaseYear: Int64? { status == "Released" ? releaseDate.flatMap { Int64($0.prefix(4)) } : nil }
    package var budget: Int64?
    package var revenue: Int64?
    /// Millionths.
    package var popularity: Int64?
    package var runtime: Int64?
    /// Millionths.
    package var tmdbVoteAverage: Int64?
    package var tmdbVoteCount: Int64?
    package var sourceLine: Int64 = 2
    /// Ids in the order of the film's list.
    package var companies: [Int64] = []
    package var genres: [Int64] = []

    package init(id: Int64) { self.id = id }
  }

  package struct Votes: Sendable {
    package var film: Int64
    package var year: Int64
    /// For 0.5, 1.0 … 5.0 stars.
    package var counts: [Int64]

    package init(film: Int64, year: Int64, counts: [Int64]) {
      self.film = film
      self.year = year
      self.counts = counts
    }
  }

  /// All by rising key.
  package var films: [Film] = []
  package var companies: [(id: Int64, name: String)] = []
  package var genres: [(id: Int64, name: String)] = []
  package var votes: [Votes] = []

  package init() {}
}

extension SlowModel {
  /// The text of each model CSV by file name.
  package var csv: [(name: String, text: String)] {
    let movies = films.map { film -> [String?] in
      [
        "\(film.id)", film.imdbID, film.title, film.originalTitle, film.originalLanguage, film.status,
        film.releaseDate, film.releaseYear.map(String.init), film.budget.map(String.init),
        film.revenue.map(String.init), film.popularity.map(Self.decimal), film.runtime.map(String.init),
        film.tmdbVoteAverage.map(Self.decimal), film.tmdbVoteCount.map(String.init), "\(film.sourceLine)",
      ]
    }
    func lists(_ list: (Film) -> [Int64]) -> [[String?]] {
      films.flatMap { film in
        list(film).enumerated().map { ["\(film.id)", "\($0.element)", "\($0.offset)"] }
      }
    }
    let stars = (1...10).map { "votes_\($0 / 2)_\($0 % 2 * 5)" }
    return [
      (
        "movies.csv",
        Self.text(
          "movie_id,imdb_id,title,original_title,original_language,status,release_date,release_year,budget_usd,"
            + "revenue_usd,popularity,runtime_minutes,tmdb_vote_average,tmdb_vote_count,source_line", movies)
      ),
      ("companies.csv", Self.text("company_id,name", companies.map { ["\($0.id)", $0.name] })),
      ("genres.csv", Self.text("genre_id,name", genres.map { ["\($0.id)", $0.name] })),
      ("movie_companies.csv", Self.text("movie_id,company_id,position", lists(\.companies))),
      ("movie_genres.csv", Self.text("movie_id,genre_id,position", lists(\.genres))),
      (
        "movie_votes.csv",
        Self.text(
          "movie_id,year," + stars.joined(separator: ","),
          votes.map { ["\($0.film)", "\($0.year)"] + $0.counts.map(String.init) })
      ),
    ]
  }

  /// Writes the six files into a folder.
  package func write(to folder: TemporaryFolder, _ name: String = "model") throws -> String {
    for file in csv { try folder.write(Data(file.text.utf8), to: "\(name)/\(file.name)") }
    return folder(name)
  }

  private static func text(_ header: String, _ rows: [[String?]]) -> String {
    let lines = rows.map { row in
      row.map { cell in
        guard let cell, cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell ?? "" }
        return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
      }.joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  /// Millionths as a decimal without trailing zeros.
  private static func decimal(_ millionths: Int64) -> String {
    var fraction = String(millionths % 1_000_000 + 1_000_000).dropFirst()
    while fraction.last == "0" { fraction.removeLast() }
    return "\(millionths / 1_000_000)" + (fraction.isEmpty ? "" : "." + fraction)
  }
}
