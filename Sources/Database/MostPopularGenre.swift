import Domain

/// The most popular genre of a year, chosen from the year's genres: the rule of `genres/most-popular`.
package struct MostPopularGenre: Sendable, Equatable {
  /// What popularity is measured by; the raw values are the names that the API takes.
  package enum Measure: String, CaseIterable, Sendable {
    /// The mean popularity of the genre's films.
    case popularity
    case totalPopularity
    /// The mean of the votes.
    case rating
    case votes
    case releases
    case revenue
    case profit
  }

  /// A genre of fewer films says little: one much talked of film would win the year.
  package static let defaultMinReleases: Int64 = 5

  package let year: Int
  /// `nil` when the year has no genre, or the measure is unknown for all of its genres that are large enough.
  package let genre: GenreYearRow?

  /// One result for each of `years`, in their order. `rows` are those of `Queries.genreYears`, sorted by year.
  ///
  /// A genre takes part with at least `minReleases` films; in a year whose largest genre is smaller, with that many.
  /// Ties go to the genre with more releases, then to the lower id.
  package static func choose(
    years: [Int], from rows: [GenreYearRow], by measure: Measure, minReleases: Int64 = defaultMinReleases
  ) -> [MostPopularGenre] {
    var rest = rows[...]
    return years.map { year in
      rest = rest.drop { $0.year < year }
      let genres = rest.prefix { $0.year == year }
      return MostPopularGenre(year: year, genre: best(of: genres, by: measure, minReleases: minReleases))
    }
  }

  private static func best(
    of genres: ArraySlice<GenreYearRow>, by measure: Measure, minReleases: Int64
  ) -> GenreYearRow? {
    let largest = genres.lazy.map(\.figures.releases).max() ?? 0
    let required = min(minReleases, largest)
    var best: (row: GenreYearRow, value: Mean)?
    for row in genres where row.figures.releases >= required {
      guard let value = measure.value(of: row.figures) else { continue }
      guard let leader = best else {
        best = (row, value)
        continue
      }
      let isBetter =
        if value != leader.value {
          value > leader.value
        } else if row.figures.releases != leader.row.figures.releases {
          row.figures.releases > leader.row.figures.releases
        } else {
          row.genreID < leader.row.genreID
        }
      if isBetter { best = (row, value) }
    }
    return best?.row
  }
}

extension MostPopularGenre.Measure {
  /// The exact value, whole numbers as fractions over 1; `nil` when it is unknown.
  func value(of figures: Figures) -> Mean? {
    func whole(_ value: Int64?) -> Mean? { value.flatMap { Mean(sum: $0, count: 1, unitsPerOne: 1) } }
    return switch self {
    case .popularity: figures.averagePopularity
    case .totalPopularity: figures.knownPopularity > 0 ? whole(figures.popularityMillionths) : nil
    case .rating: figures.averageRating
    case .votes: whole(figures.votes)
    case .releases: whole(figures.releases)
    case .revenue: whole(figures.revenueUSD)
    case .profit: whole(figures.profitUSD)
    }
  }
}
