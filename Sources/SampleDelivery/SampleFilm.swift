import Domain

/// One film as movies_metadata.csv tells of it, before it is written.
struct SampleFilm {
  var index: Int
  var tmdbID: Int
  var imdbID: Int
  var language: Vocabulary.Language
  var title: String
  var status: String
  var releaseDate: CalendarDate?
  var budget: Int
  var revenue: Int
  /// In millionths; `nil` is blank.
  var popularity: Int?
  var runtime: Int?
  /// In tenths.
  var voteAverage: Int
  var voteCount: Int
  /// Indexes into `SampleCompanies`.
  var companies: [Int]
  /// Indexes into `Vocabulary.genres`.
  var genres: [Int]
}

/// Invents films: the n-th of a seed is always the same, and what a month changes of it.
struct FilmMaker {
  let catalogue: SampleCatalogue
  let companies: SampleCompanies

  private var plan: SamplePlan { catalogue.plan }

  func film(_ index: Int) -> SampleFilm {
    var random = RandomStream(seed: plan.seed, .film, index)
    let rank = catalogue.ranks[index]
    let money = Shapes.money(rank: rank, &random)
    let voteCount = rank == 0 ? 14_000 : Shapes.voteCount.value(at: nearby(rank, &random))
    var film = SampleFilm(
      index: index, tmdbID: catalogue.tmdbIDs[index], imdbID: catalogue.imdbIDs[index],
      language: Shapes.language.pick(&random), title: FilmText.title(&random),
      status: Shapes.status.pick(&random), releaseDate: catalogue.releaseDates[index], budget: money.budget,
      revenue: money.revenue, popularity: Shapes.popularity.value(at: nearby(rank, &random)),
      runtime: random.chance(257, in: SamplePlan.realMovies) ? nil : Shapes.runtime.value(&random),
      voteAverage: voteCount == 0 ? 0 : Shapes.voteAverage.value(&random), voteCount: voteCount,
      companies: companies.companies(of: index), genres: genres(&random))
    if rank == 0, plan.movies >= 100 {
      film.budget = 240_000_000
      film.revenue = 2_918_360_455  // beyond 32 bits, as one real film's is
      film.status = "Released"
    }
    film.popularity = popularity(of: film, negligible: random.chance(221, in: SamplePlan.realMovies), &random)
    for step in 0..<plan.month { change(&film, inMonth: step + 1) }
    return film
  }

  /// `rank`, but for some luck: half as much to half as much again, so that the top stays the top.
  private func nearby(_ rank: Int, _ random: inout RandomStream) -> Int {
    min(Quantiles.whole - 1, rank / 2 + random.below(rank + 1))
  }

  private func genres(_ random: inout RandomStream) -> [Int] {
    var genres: [Int] = []
    for _ in 0..<Shapes.genreCount.pick(&random) {
      let genre = Shapes.genre.pick(&random)
      if !genres.contains(genre) { genres.append(genre) }
    }
    return genres
  }

  /// Another number each month, for every film. The few that are next to nothing are zero in one month of three.
  private func popularity(of film: SampleFilm, negligible: Bool, _ random: inout RandomStream) -> Int? {
    if random.chance(2, in: 20_000) { return nil }
    let phase = film.index + plan.month
    if negligible {
      let some = 2 * (1 + random.below(49))
      return phase % 3 == 0 ? 0 : some - phase % 3 + 1
    }
    var monthly = RandomStream(seed: plan.seed, .filmMonth, film.index, month: -plan.month)
    let value = max(100, film.popularity ?? 0) * (plan.month == 0 ? 1000 : 700 + monthly.below(700)) / 1000
    return value - value % 12 + phase % 12 + 12
  }

  /// What one month changes, as often as between two real deliveries.
  private func change(_ film: inout SampleFilm, inMonth step: Int) {
    var random = RandomStream(seed: plan.seed, .filmMonth, film.index, month: step)
    _ = random.next()  // whether it stays, which the plan has decided
    film.voteCount += random.below(film.voteCount / 40 + 2)
    if random.chance(65, in: 10_000) {
      film.revenue =
        film.revenue > 0 ? film.revenue + film.revenue / 100 * random.below(30) : 10_000 + random.below(5_000_000)
    }
    if random.chance(24, in: 10_000) { film.budget = film.budget > 0 ? film.budget / 10 * 11 : 500_000 }
    if random.chance(22, in: 10_000), let date = film.releaseDate {
      film.releaseDate = CalendarDate(daysSinceEpoch: date.daysSinceEpoch + random.below(400) - 200)
    }
    if random.chance(2, in: 10_000) { film.title += " (" + random.pick(Vocabulary.places) + ")" }
    if random.chance(100, in: 10_000), companies.count > 0 {
      let company = random.below(companies.count)
      if !film.companies.contains(company) { film.companies.append(company) }
    }
    if random.chance(56, in: 10_000) {
      let genre = Shapes.genre.pick(&random)
      if !film.genres.contains(genre) { film.genres.append(genre) }
    }
    if film.status != "Released", random.chance(1, in: 10) { film.status = "Released" }
  }
}
