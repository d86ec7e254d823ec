/// How many of what a sample has: the real delivery's numbers, scaled.
struct SamplePlan: Sendable {
  /// Records of the real movies_metadata.csv, which the other numbers are in proportion to.
  static let realMovies = 45_466

  /// Records of movies_metadata.csv in month 0, as a CSV reader counts them: halves and copies included.
  let movies: Int
  let ratings: Int
  let seed: UInt64
  let month: Int

  /// Films that an unquoted line break cuts into two records.
  var brokenFilms: Int { scaled(3, from: 1000) }
  /// Later records with the id of an earlier one.
  var copies: Int { scaled(30, from: 200) }
  /// Links without a TMDB id, links to films that are not there, films with two MovieLens ids.
  var blankLinks: Int { scaled(219, from: 200) }
  var danglingLinks: Int { scaled(161, from: 200) }
  var doubleLinks: Int { scaled(30, from: 200) }
  /// MovieLens ids that have votes but are not in links.csv.
  var unlinkedFilms: Int { scaled(8, from: 200) }

  /// Films of month 0. A broken one stands for two records.
  var filmsAtFirst: Int { movies - brokenFilms - copies }
  /// Films that come in one month: about 180 of 45,466.
  var filmsPerMonth: Int { movies == 0 ? 0 : max(1, movies * 4 / 1000) }
  var films: Int { filmsAtFirst + month * filmsPerMonth }
  /// Votes that come in one month: a hundredth.
  var ratingsPerMonth: Int { ratings / 100 }
  var ratingsInAll: Int { ratings + month * ratingsPerMonth }

  /// In proportion, at least one from `smallest` films on, none below.
  private func scaled(_ real: Int, from smallest: Int) -> Int {
    movies < smallest ? 0 : max(1, (movies * real + Self.realMovies / 2) / Self.realMovies)
  }

  /// Whether `film` is one of the broken, which lie at even distances.
  func isBroken(_ film: Int) -> Bool {
    guard brokenFilms > 0, film < filmsAtFirst else { return false }
    let distance = filmsAtFirst / (brokenFilms + 1)
    return film > 0 && film % distance == 0 && film / distance <= brokenFilms
  }

  /// Whether `film` is in the delivery of `month`: about one in 2,000 goes each month.
  func isPresent(_ film: Int) -> Bool {
    guard film > 0, month > 0, !isBroken(film) else { return true }
    let arrival = film < filmsAtFirst ? 0 : (film - filmsAtFirst) / filmsPerMonth + 1
    return (1...month).allSatisfy { step in
      var random = RandomStream(seed: seed, .filmMonth, film, month: step)
      return step <= arrival || !random.chance(1, in: 2000)
    }
  }
}
