import Domain

/// Which films there are: their ids in both worlds, when they came out, how popular they are.
///
/// Everything grows at its end from month to month and never changes before it. TMDB ids and MovieLens ids are different
/// numbers in one range, and no film has the same number in both: joined directly, votes reach wrong films in silence.
struct SampleCatalogue {
  /// One row of links.csv.
  struct Link {
    let movieID: Int
    let imdbID: Int
    /// 0 is blank.
    let tmdbID: Int
    /// The year of release; 0 if it is not known.
    let year: Int
    /// Place in the order of popularity, in millionths from the top.
    let rank: Int
  }

  let plan: SamplePlan
  /// The TMDB id of each film.
  let tmdbIDs: [Int]
  let imdbIDs: [Int]
  let releaseDates: [CalendarDate?]
  /// Place in the order of popularity, in millionths from the top.
  let ranks: [Int]
  /// Sorted by MovieLens id.
  let links: [Link]
  /// MovieLens ids that links.csv lacks; sorted.
  let unlinkedMovieIDs: [Int]

  init(plan: SamplePlan) {
    self.plan = plan
    tmdbIDs = Self.shuffledIDs(plan: plan, .filmIDs, from: 2, gaps: (3, 17))
    imdbIDs = Self.shuffledIDs(plan: plan, .imdbIDs, from: 9, gaps: (6, 60))
    releaseDates = (0..<plan.films).map { Self.releaseDate(of: $0, plan: plan) }
    ranks = Self.ranks(plan: plan)
    (links, unlinkedMovieIDs) = Self.links(
      plan: plan, tmdbIDs: tmdbIDs, imdbIDs: imdbIDs, years: releaseDates.map { $0?.year ?? 0 }, ranks: ranks)
  }

  /// New films come out in the month they appear, months counted from August 2017.
  private static func releaseDate(of film: Int, plan: SamplePlan) -> CalendarDate? {
    var random = RandomStream(seed: plan.seed, .releaseDate, film)
    if random.chance(84, in: SamplePlan.realMovies) { return nil }
    guard film < plan.filmsAtFirst else {
      let month = (film - plan.filmsAtFirst) / plan.filmsPerMonth
      return CalendarDate(daysSinceEpoch: 17_379 + month * 30 + random.below(45))
    }
    let year = CalendarDate(Array("\(Shapes.year.value(&random))-01-01".utf8))!
    return random.chance(7, in: 100) ? year : CalendarDate(daysSinceEpoch: year.daysSinceEpoch + random.below(365))
  }

  /// Rising numbers, dense at first, in any order; those of films that come later are higher, in order.
  private static func shuffledIDs(
    plan: SamplePlan, _ purpose: RandomStream.Purpose, from first: Int, gaps: (Int, Int)
  ) -> [Int] {
    var random = RandomStream(seed: plan.seed, purpose)
    var next = first
    func rising(_ count: Int) -> [Int] {
      (0..<count).map { index in
        defer { next += 1 + random.below(index < count / 4 ? gaps.0 : gaps.1) }
        return next
      }
    }
    var ids = rising(plan.filmsAtFirst)
    random.shuffle(&ids)
    return ids + rising(plan.films - plan.filmsAtFirst)
  }

  /// Films early in the file are older in MovieLens and have more votes, with many exceptions.
  private static func ranks(plan: SamplePlan) -> [Int] {
    var random = RandomStream(seed: plan.seed, .ranks)
    let count = plan.filmsAtFirst
    let keys = (0..<count).map { film in
      (key: random.below(1 << 20) * (count / 12 + 60 * film * film / count), film: film)
    }
    var ranks = [Int](repeating: 0, count: count)
    for (place, entry) in keys.sorted(by: { ($0.key, $0.film) < ($1.key, $1.film) }).enumerated() {
      ranks[entry.film] = place * Quantiles.whole / max(1, count)
    }
    return ranks + (count..<max(count, plan.films)).map { _ in random.below(Quantiles.whole) }
  }

  private static func links(
    plan: SamplePlan, tmdbIDs: [Int], imdbIDs: [Int], years: [Int], ranks: [Int]
  ) -> (links: [Link], unlinked: [Int]) {
    var random = RandomStream(seed: plan.seed, .links)
    var links: [Link] = []
    var unlinked: [Int] = []
    var movieID = 0
    func advance(_ film: Int) {
      movieID += 1 + (film < plan.filmsAtFirst / 5 ? random.below(100) / 95 : random.below(6))
    }
    func add(_ film: Int, tmdbID: Int, imdbID: Int, rank: Int) {
      if movieID == tmdbID { movieID += 1 }
      links.append(Link(movieID: movieID, imdbID: imdbID, tmdbID: tmdbID, year: years[film], rank: rank))
    }
    func isNext(_ film: Int, of count: Int) -> Bool {
      count > 0 && film < plan.filmsAtFirst && film % max(1, plan.filmsAtFirst / count) == 1
        && film / max(1, plan.filmsAtFirst / count) < count
    }
    // Numbers that no film has, nor gets for many months.
    let tmdbBeyond = (tmdbIDs.prefix(plan.filmsAtFirst).max() ?? 0) + 1_000_000
    let imdbBeyond = max(8_000_000, (imdbIDs.prefix(plan.filmsAtFirst).max() ?? 0) + 1_000_000)
    for film in 0..<plan.films {
      advance(film)
      add(film, tmdbID: tmdbIDs[film], imdbID: imdbIDs[film], rank: ranks[film])
      let unpopular = Quantiles.whole / 2 + random.below(Quantiles.whole / 2)
      if isNext(film, of: plan.doubleLinks) {
        advance(film)
        add(film, tmdbID: tmdbIDs[film], imdbID: imdbBeyond + 3 * film, rank: unpopular)
      }
      if isNext(film, of: plan.blankLinks) {
        advance(film)
        add(film, tmdbID: 0, imdbID: imdbBeyond + 3 * film + 1, rank: unpopular)
      }
      if isNext(film, of: plan.danglingLinks) {
        advance(film)
        add(film, tmdbID: tmdbBeyond + film, imdbID: imdbBeyond + 3 * film + 2, rank: unpopular)
      }
      if isNext(film, of: plan.unlinkedFilms) {
        advance(film)
        unlinked.append(movieID)
      }
    }
    return (links, unlinked)
  }
}
