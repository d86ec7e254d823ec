/// The three files of a delivery, and what each must and may have.
///
/// Columns are found by name, in any order. The two lists below are all that is known: any other column is ignored.
package enum DeliveryFile: String, CaseIterable, Sendable {
  case movies = "movies_metadata.csv"
  case ratings = "ratings.csv"
  case links = "links.csv"

  /// Its records say what a person did: findings name their line and column, and show neither who it was nor the whole of
  /// it. Reports are read by many; the provider finds the record in `rejected-ratings.csv`, which is his alone.
  var isAboutPeople: Bool { self == .ratings }

  /// The columns without which the file cannot be read.
  package var requiredColumns: [String] {
    switch self {
    case .movies:
      [
        "id", "title", "release_date", "status", "budget", "revenue", "popularity", "genres", "production_companies",
      ]
    case .ratings: ["userId", "movieId", "rating", "timestamp"]
    case .links: ["movieId", "tmdbId"]
    }
  }

  /// The columns that are served where they are there, and what is lost without each.
  package var optionalColumns: [(name: String, lost: String)] {
    switch self {
    case .movies:
      [
        ("imdb_id", "films are served without their IMDb id"),
        ("original_title", "films are served without their original title"),
        ("original_language", "films are served without their original language"),
        ("runtime", "films are served without their length"),
        ("vote_average", "films are served without TMDB's vote average"),
        ("vote_count", "films are served without TMDB's number of votes"),
      ]
    case .ratings, .links: []
    }
  }

  /// The columns that the published files have and that nothing is made of: nothing is lost without them.
  package var unusedColumns: [String] {
    switch self {
    case .movies:
      [
        "adult", "belongs_to_collection", "homepage", "overview", "poster_path", "production_countries",
        "spoken_languages", "tagline", "video",
      ]
    case .ratings: []
    case .links: ["imdbId"]
    }
  }

  /// Every column that is not `unknown-column`.
  package var knownColumns: [String] { requiredColumns + optionalColumns.map(\.name) + unusedColumns }
}
