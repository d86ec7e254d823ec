import Fixtures
import Foundation

/// A delivery whose truth is known: written from a `SlowModel`, with dirt that must change nothing.
enum SlowDelivery {
  static func zip(of model: SlowModel, seed: UInt64) -> Data {
    var random = SeededGenerator(seed: seed)
    let names = Dictionary(uniqueKeysWithValues: model.companies.map { ($0.id, $0.name) })
    let genres = Dictionary(uniqueKeysWithValues: model.genres.map { ($0.id, $0.name) })
    var lines: [String] = []
    for film in model.films {
      let noDate = ["", "1", "2001-02-30"].randomElement(using: &random)!
      var cells: [String: String] = [:]
      cells["id"] = "\(film.id)"
      cells["title"] = film.title
      cells["imdb_id"] = film.imdbID ?? ""
      cells["original_title"] = film.originalTitle ?? ""
      cells["original_language"] = film.originalLanguage ?? ""
      cells["status"] = film.status ?? ""
      cells["release_date"] = film.releaseDate ?? noDate
      cells["budget"] = money(film.budget, &random)
      cells["revenue"] = money(film.revenue, &random)
      cells["popularity"] = film.popularity.map { popularity($0, &random) } ?? ""
      cells["runtime"] = film.runtime.map { "\($0).0" } ?? ""
      cells["vote_average"] = film.tmdbVoteAverage == nil ? "" : "6.5"
      cells["vote_count"] = film.tmdbVoteCount.map { "\($0)" } ?? ""
      cells["production_companies"] = list(film.companies, names, &random)
      cells["genres"] = list(film.genres, genres, &random)
      // Text that nobody reads, with everything that upsets a reader.
      cells["overview"] = ["", "One, \"two\"\nthree", "\r\n - Written by … ", "ü 漢 🎬"].randomElement(using: &random)!
      lines.append(FixtureDelivery.movieLine(cells))
      // A later copy with other values does not count.
      if Int.random(in: 0..<8, using: &random) == 0 {
        cells["budget"] = "777"
        cells["genres"] = "[]"
        lines.append(FixtureDelivery.movieLine(cells))
      }
    }
    var delivery = FixtureDelivery(movies: [], ratings: [], links: [])
    delivery.movies += lines.map { $0 + "\n" }.joined()
    // MovieLens ids that overlap with the TMDB ids, so that a direct join would find wrong films.
    let ids = model.films.map(\.id)
    let linked = Dictionary(uniqueKeysWithValues: Swift.zip(ids, ids.shuffled(using: &random)))
    delivery.links! += ids.map { "\(linked[$0]!),\($0),\($0)\n" }.joined() + "999999,1,\n"
    var votes: [String] = ["1,999999,4.0,1000000000", "1,888888,4.0,1000000000"]
    for row in model.votes {
      for (index, count) in row.counts.enumerated() {
        for voter in 0..<count {
          let second = seconds(inYear: row.year) + Int64.random(in: 0..<31_536_000, using: &random)
          votes.append("\(voter + 1),\(linked[row.film]!),\(Double(index + 1) / 2),\(second)")
        }
      }
    }
    delivery.ratings += votes.shuffled(using: &random).map { $0 + "\n" }.joined()
    return delivery.zip()
  }

  private static func money(_ value: Int64?, _ random: inout SeededGenerator) -> String {
    guard let value else { return ["0", ""].randomElement(using: &random)! }
    return ["\(value)", "\(value).0", " \(value)"].randomElement(using: &random)!
  }

  /// As TMDB writes it, or in scientific notation.
  private static func popularity(_ millionths: Int64, _ random: inout SeededGenerator) -> String {
    let plain = "\(Decimal(millionths) / 1_000_000)"
    return [plain, "\(millionths)e-06"].randomElement(using: &random)!
  }

  /// As a Python literal or as JSON, both of which exports have.
  private static func list(
    _ ids: [Int64], _ names: [Int64: String], _ random: inout SeededGenerator
  ) -> String {
    if Bool.random(using: &random) {
      let elements = ids.map { id in
        "{\"id\": \(id), \"name\": \"\(names[id]!.replacingOccurrences(of: "\"", with: "\\\""))\"}"
      }
      return "[" + elements.joined(separator: ", ") + "]"
    }
    let elements = ids.map { "{'name': '\(names[$0]!.replacingOccurrences(of: "'", with: "\\'"))', 'id': \($0)}" }
    return "[" + elements.joined(separator: ", ") + "]"
  }

  private static func seconds(inYear year: Int64) -> Int64 {
    func isLeap(_ year: Int64) -> Bool { (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 }
    let days = (1970..<year).reduce(Int64(0)) { $0 + (isLeap($1) ? 366 : 365) }
    return days * 86_400
  }
}
