/// Where the columns that are read stand in movies_metadata.csv.
struct MovieColumns {
  let id: Int
  let title: Int
  let releaseDate: Int
  let status: Int
  let budget: Int
  let revenue: Int
  let popularity: Int
  let genres: Int
  let companies: Int

  let imdbID: Int?
  let originalTitle: Int?
  let originalLanguage: Int?
  let runtime: Int?
  let voteAverage: Int?
  let voteCount: Int?

  /// `nil` when a required column is missing.
  init?(_ header: TableHeader) {
    guard let id = header.position(of: "id"), let title = header.position(of: "title"),
      let releaseDate = header.position(of: "release_date"), let status = header.position(of: "status"),
      let budget = header.position(of: "budget"), let revenue = header.position(of: "revenue"),
      let popularity = header.position(of: "popularity"), let genres = header.position(of: "genres"),
      let companies = header.position(of: "production_companies")
    else { return nil }
    self.id = id
    self.title = title
    self.releaseDate = releaseDate
    self.status = status
    self.budget = budget
    self.revenue = revenue
    self.popularity = popularity
    self.genres = genres
    self.companies = companies
    imdbID = header.position(of: "imdb_id")
    originalTitle = header.position(of: "original_title")
    originalLanguage = header.position(of: "original_language")
    runtime = header.position(of: "runtime")
    voteAverage = header.position(of: "vote_average")
    voteCount = header.position(of: "vote_count")
  }
}
