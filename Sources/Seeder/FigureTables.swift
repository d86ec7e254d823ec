import Database
import Domain

/// The figures of all serving tables: the one implementation of section 5 of the design, for every engine.
///
/// Rows are in primary-key order and depend on the model only. Groups and films are named by their index in the model.
struct FigureTables {
  /// A company's or a genre's figures in a year.
  struct GroupYear {
    let group: Int
    let year: Int32
    var figures = Figures()
    var split = SplitMoney()
    /// Dense, from 1, rising with the exact mean among the groups of the year.
    var popularityRank: Int64?
    var ratingRank: Int64?
  }

  struct CompanyGenreYear {
    let company: Int32
    let year: Int32
    let genre: Int32
    var releases: Int32
  }

  /// A company's or a genre's figures over all years.
  struct GroupTotal {
    var firstYear: Int32?
    var lastYear: Int32?
    var figures = Figures()
  }

  let companyYears: [GroupYear]
  let companyGenreYears: [CompanyGenreYear]
  let genreYears: [GroupYear]
  let years: [(year: Int32, figures: Figures)]
  let companies: [GroupTotal]
  let genres: [GroupTotal]

  /// On two threads.
  init(_ model: Model) async throws {
    let filmYears = model.films.map(\.year)
    let filmsOfCompanies = FilmsOfGroups(
      model.filmCompanies, groupCount: model.companies.count, years: filmYears)
    let filmsOfGenres = FilmsOfGroups(model.filmGenres, groupCount: model.genres.count, years: filmYears)
    (companyYears, (companyGenreYears, genreYears, years)) = try await together(
      {
        var rows = try Self.groupYears(filmsOfCompanies, model.filmCompanies, model.films)
        Self.rank(&rows)
        return rows
      },
      {
        (
          Self.genresOfCompanies(filmsOfCompanies, model),
          try Self.groupYears(filmsOfGenres, model.filmGenres, model.films), try Self.years(model.films)
        )
      })
    companies = try Self.totals(companyYears, count: model.companies.count)
    genres = try Self.totals(genreYears, count: model.genres.count)
  }

  private static func groupYears(
    _ groups: FilmsOfGroups, _ memberships: Memberships, _ films: [ModelFilm]
  ) throws -> [GroupYear] {
    var rows: [GroupYear] = []
    rows.reserveCapacity(groups.yearCount)
    try groups.forEachYear { year in
      var row = GroupYear(group: year.group, year: year.year)
      for film in year.films {
        let values = films[Int(film)].values
        let (first, count) = memberships.share(ofFilm: Int(film))
        try row.figures.add(values)
        try row.split.add(values, among: count, isFirst: first == Int32(year.group))
      }
      rows.append(row)
    }
    return rows
  }

  private static func genresOfCompanies(_ companies: FilmsOfGroups, _ model: Model) -> [CompanyGenreYear] {
    var rows: [CompanyGenreYear] = []
    /// How many of the year's films each genre has; zero again after each year.
    var counts = Array(repeating: Int32(0), count: model.genres.count)
    var touched: [Int32] = []
    companies.forEachYear { year in
      for film in year.films {
        for genre in model.filmGenres.groups[model.filmGenres.range(ofFilm: Int(film))] {
          if counts[Int(genre)] == 0 { touched.append(genre) }
          counts[Int(genre)] += 1
        }
      }
      touched.sort()
      for genre in touched {
        rows.append(
          CompanyGenreYear(
            company: Int32(year.group), year: year.year, genre: genre, releases: counts[Int(genre)]))
        counts[Int(genre)] = 0
      }
      touched.removeAll(keepingCapacity: true)
    }
    return rows
  }

  private static func years(_ films: [ModelFilm]) throws -> [(year: Int32, figures: Figures)] {
    var sums = Array(repeating: Figures(), count: 10_000)
    for film in films {
      if let year = film.year { try sums[Int(year)].add(film.values) }
    }
    return sums.indices.filter { sums[$0].releases > 0 }.map { (Int32($0), sums[$0]) }
  }

  private static func totals(_ rows: [GroupYear], count: Int) throws -> [GroupTotal] {
    var totals = Array(repeating: GroupTotal(), count: count)
    for row in rows {
      totals[row.group].firstYear = totals[row.group].firstYear ?? row.year
      totals[row.group].lastYear = row.year
      try totals[row.group].figures.add(row.figures)
    }
    return totals
  }

  /// Fills in the ranks of each year.
  private static func rank(_ rows: inout [GroupYear]) {
    let byYear = Dictionary(grouping: rows.indices) { rows[$0].year }
    for indexes in byYear.values {
      let popularity = DenseRanks.of(indexes.map { rows[$0].figures.averagePopularity })
      let rating = DenseRanks.of(indexes.map { rows[$0].figures.averageRating })
      for (place, index) in indexes.enumerated() {
        rows[index].popularityRank = popularity[place]
        rows[index].ratingRank = rating[place]
      }
    }
  }
}
