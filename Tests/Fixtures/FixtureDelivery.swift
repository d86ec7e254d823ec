import Foundation

/// A small delivery to start from: change what a test is about, then `zip()`.
package struct FixtureDelivery: Sendable {
  package var movies: String
  package var ratings: String
  package var links: String?

  /// The 24 columns of movies_metadata.csv in their usual order.
  package static let movieColumns = [
    "adult", "belongs_to_collection", "budget", "genres", "homepage", "id", "imdb_id", "original_language",
    "original_title", "overview", "popularity", "poster_path", "production_companies", "production_countries",
    "release_date", "revenue", "runtime", "spoken_languages", "status", "tagline", "title", "video", "vote_average",
    "vote_count",
  ]

  package init(movies: [[String: String]], ratings: [String], links: [String]?) {
    self.movies =
      ([Self.movieColumns.joined(separator: ",")] + movies.map(Self.movieLine)).joined(separator: "\n") + "\n"
    self.ratings = (["userId,movieId,rating,timestamp"] + ratings).joined(separator: "\n") + "\n"
    self.links = links.map { (["movieId,imdbId,tmdbId"] + $0).joined(separator: "\n") + "\n" }
  }

  /// One record: the named cells over harmless defaults, quoted where they must be.
  package static func movieLine(_ cells: [String: String]) -> String {
    let defaults = [
      "adult": "False", "budget": "0", "genres": "[]", "original_language": "en", "popularity": "1.5",
      "production_companies": "[]", "release_date": "2000-01-01", "revenue": "0", "runtime": "90.0",
      "status": "Released", "title": "Untitled", "video": "False", "vote_average": "6.5", "vote_count": "10",
    ]
    return movieColumns.map { column in
      let cell = cells[column] ?? defaults[column] ?? ""
      guard cell.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return cell }
      return "\"" + cell.replacingOccurrences(of: "\"", with: "\"\"") + "\""
    }.joined(separator: ",")
  }

  /// Four films of two companies over two years, one of them not released; six votes.
  package static let small = FixtureDelivery(
    movies: [
      [
        "id": "11", "title": "Alpha", "imdb_id": "tt0000011", "budget": "1000000", "revenue": "5000000",
        "popularity": "10.25", "release_date": "2001-05-04",
        "genres": "[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]",
        "production_companies": "[{'name': 'North Light', 'id': 7}, {'name': \"O'Hara Films\", 'id': 9}]",
      ],
      [
        "id": "12", "title": "Beta", "imdb_id": "tt0000012", "budget": "2000001", "revenue": "0", "popularity": "0.5",
        "release_date": "2001-11-30", "genres": "[{'id': 18, 'name': 'Drama'}]",
        "production_companies": "[{'name': 'North Light', 'id': 7}]",
      ],
      [
        "id": "13", "title": "Gamma", "budget": "0", "revenue": "300000", "popularity": "8.2e-05",
        "release_date": "2002-02-28", "genres": "[{'id': 35, 'name': 'Comedy'}]",
        "production_companies": "[{'name': \"O'Hara Films\", 'id': 9}]",
      ],
      [
        "id": "14", "title": "Delta", "status": "Rumored", "revenue": "999999", "release_date": "2002-03-01",
        "genres": "[{'id': 18, 'name': 'Drama'}]", "production_companies": "[{'name': 'North Light', 'id': 7}]",
      ],
    ],
    ratings: [
      "1,1,4.0,1000000000", "1,2,3.5,1000000001", "2,1,5.0,1262304000", "2,3,0.5,1262304001", "3,4,2.0,1262304002",
      "3,99,1.0,1262304003",
    ],
    links: ["1,0000011,11", "2,0000012,12", "3,0000013,13", "4,0000014,14", "5,0000015,"])

  package func zip() -> Data {
    var files = [(name: "movies_metadata.csv", content: movies), (name: "ratings.csv", content: ratings)]
    if let links { files.append((name: "links.csv", content: links)) }
    return FixtureZip.make(files)
  }
}
