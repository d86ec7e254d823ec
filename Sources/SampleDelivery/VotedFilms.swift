/// The films that votes are for, by MovieLens id, and how votes are shared out among them.
struct VotedFilms {
  /// Rising.
  let movieIDs: [Int]
  /// The year of release; 0 if it is not known.
  let years: [UInt16]
  /// From 0 (bad) to 4 (good), by film.
  let quality: [UInt8]
  let table: AliasTable

  /// The films of `month`.
  init(catalogue: SampleCatalogue, month: Int) {
    let plan = catalogue.plan
    let later = (plan.month - month) * plan.filmsPerMonth  // each has one link, at the end
    let links = catalogue.links.dropLast(later)
    // Zipf's law with a blunt top and a thin end. Of 26 million votes the first film gets 100,000, the last one or two.
    let blunt = 1 + Double(links.count) / 800
    let thin = 1 + Double(links.count) / 10
    var films = links.map { link in
      let place = Double(link.rank) * Double(links.count) / Double(Quantiles.whole)
      return (
        movieID: link.movieID, year: link.year, weight: 1 / ((place + blunt) * (1 + place / thin * (place / thin)))
      )
    }
    // 46 of 100,000 real votes are for the few films that links.csv lacks.
    let all = films.reduce(0) { $0 + $1.weight }
    for movieID in catalogue.unlinkedMovieIDs {
      films.append((movieID, 0, all * 0.000_46 / Double(catalogue.unlinkedMovieIDs.count)))
    }
    films.sort { $0.movieID < $1.movieID }
    movieIDs = films.map(\.movieID)
    years = films.map { UInt16($0.year) }
    table = AliasTable(weights: films.map(\.weight))
    quality = films.map { film in
      var random = RandomStream(seed: plan.seed, .quality, film.movieID)
      return UInt8(Self.qualities.pick(&random))
    }
  }

  private static let qualities = Weighted<Int>([(0, 1), (1, 3), (2, 6), (3, 4), (4, 2)])
}
