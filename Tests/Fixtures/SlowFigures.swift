/// The figures of every serving table, computed the slow and obvious way from a `SlowModel`: each cell by walking through
/// all films. The twin that the seeder is compared with, cell by cell; it shares no code and no type with it.
package enum SlowFigures {
  package enum Value: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)

    package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    package init(_ value: String?) { self = value.map { .text($0) } ?? .null }
  }

  /// Rows in primary-key order by table name; without the table `edition`. Names are taken to be ASCII.
  package static func tables(of model: SlowModel) -> [String: [[Value]]] {
    let counted = model.films.filter { $0.releaseYear != nil }
    let years = Array(Set(counted.map { $0.releaseYear! })).sorted()
    var tables: [String: [[Value]]] = [:]
    tables["movies"] = model.films.map { row(of: $0, model) }
    tables["companies"] = model.companies.map { company in
      [.integer(company.id), .text(company.name), .text(folded(company.name))]
        + lifetime(counted.filter { $0.companies.contains(company.id) }, model)
    }
    tables["genres"] = model.genres.map { genre in
      [.integer(genre.id), .text(genre.name)] + lifetime(counted.filter { $0.genres.contains(genre.id) }, model)
    }
    tables["movie_companies"] = memberships(model, \.companies)
    tables["movie_genres"] = memberships(model, \.genres)
    tables["movie_votes"] = model.votes.map { [.integer($0.film), .integer($0.year)] + $0.counts.map { .integer($0) } }
    tables["year_totals"] = years.map { year in
      [.integer(year)] + figures(counted.filter { $0.releaseYear == year }, model)
    }
    tables["company_years"] = model.companies.map(\.id).flatMap { id in
      years.compactMap { year in companyYear(id, year, counted, model) }
    }
    tables["genre_years"] = model.genres.map(\.id).flatMap { id in
      years.compactMap { year -> [Value]? in
        let films = counted.filter { $0.releaseYear == year && $0.genres.contains(id) }
        if films.isEmpty { return nil }
        return [.integer(id), .integer(year)] + figures(films, model) + split(films, id, \.genres)
      }
    }
    tables["company_genre_years"] = model.companies.map(\.id).flatMap { company in
      years.flatMap { year in
        model.genres.map(\.id).compactMap { genre -> [Value]? in
          let films = counted.filter {
            $0.releaseYear == year && $0.companies.contains(company) && $0.genres.contains(genre)
          }
          if films.isEmpty { return nil }
          return [.integer(company), .integer(year), .integer(genre), .integer(Int64(films.count))]
        }
      }
    }
    return tables
  }

  /// The eleven figures of a group of films.
  package static func figures(_ films: [SlowModel.Film], _ model: SlowModel) -> [Value] {
    let budgets = films.compactMap(\.budget)
    let revenues = films.compactMap(\.revenue)
    let profits = films.compactMap(profit)
    let popularities = films.compactMap(\.popularity)
    let (votes, halfSteps) = votes(films, model)
    return [
      .integer(Int64(films.count)),
      Value(sum(budgets)), .integer(Int64(budgets.count)),
      Value(sum(revenues)), .integer(Int64(revenues.count)),
      Value(sum(profits)), .integer(Int64(profits.count)),
      .integer(sum(popularities) ?? 0), .integer(Int64(popularities.count)),
      .integer(votes), .integer(halfSteps),
    ]
  }

  private static func row(of film: SlowModel.Film, _ model: SlowModel) -> [Value] {
    let (votes, halfSteps) = votes([film], model)
    let means = model.films.map { fraction(Self.votes([$0], model)) }
    let identity: [Value] = [
      .integer(film.id), Value(film.imdbID), .text(film.title), .text(folded(film.title)), Value(film.originalTitle),
      Value(film.originalLanguage), Value(film.status), Value(film.releaseDate), Value(film.releaseYear),
    ]
    let numbers: [Value] = [
      Value(film.budget), Value(film.revenue), Value(profit(film)), Value(film.popularity), Value(film.runtime),
      Value(film.tmdbVoteAverage), Value(film.tmdbVoteCount), .integer(votes), .integer(halfSteps),
      Value(rank(fraction((votes, halfSteps)), among: means)), .integer(film.sourceLine),
    ]
    return identity + numbers
  }

  private static func companyYear(
    _ id: Int64, _ year: Int64, _ counted: [SlowModel.Film], _ model: SlowModel
  ) -> [Value]? {
    let ofYear = counted.filter { $0.releaseYear == year }
    let films = ofYear.filter { $0.companies.contains(id) }
    if films.isEmpty { return nil }
    let rivals = model.companies.map { company in ofYear.filter { $0.companies.contains(company.id) } }
    return [.integer(id), .integer(year)] + figures(films, model) + split(films, id, \.companies) + [
      Value(rank(popularity(films), among: rivals.map(popularity))),
      Value(rank(fraction(votes(films, model)), among: rivals.map { fraction(votes($0, model)) })),
    ]
  }

  private static func lifetime(_ films: [SlowModel.Film], _ model: SlowModel) -> [Value] {
    let years = films.compactMap(\.releaseYear)
    return [Value(years.min()), Value(years.max())] + figures(films, model)
  }

  private static func memberships(_ model: SlowModel, _ list: (SlowModel.Film) -> [Int64]) -> [[Value]] {
    model.films.flatMap { film in
      list(film).enumerated().sorted { $0.element < $1.element }.map { position, id in
        [.integer(film.id), .integer(id), .integer(Int64(position))]
      }
    }
  }

  // MARK: Money

  private static func profit(_ film: SlowModel.Film) -> Int64? {
    guard let budget = film.budget, let revenue = film.revenue else { return nil }
    return revenue - budget
  }

  /// A film's money dealt out like cards: a dollar's worth to each, and what remains to the first.
  private static func split(
    _ films: [SlowModel.Film], _ id: Int64, _ list: (SlowModel.Film) -> [Int64]
  ) -> [Value] {
    func share(_ money: Int64?, _ film: SlowModel.Film) -> Int64? {
      guard let money else { return nil }
      let ids = list(film)
      let each = money / Int64(ids.count)
      return ids.first == id ? money - each * Int64(ids.count - 1) : each
    }
    return [
      Value(sum(films.compactMap { share($0.budget, $0) })),
      Value(sum(films.compactMap { share($0.revenue, $0) })),
      Value(
        sum(
          films.compactMap { film in
            guard let budget = share(film.budget, film), let revenue = share(film.revenue, film) else { return nil }
            return revenue - budget
          })),
    ]
  }

  private static func sum(_ values: [Int64]) -> Int64? { values.isEmpty ? nil : values.reduce(0, +) }

  // MARK: Means

  private static func votes(_ films: [SlowModel.Film], _ model: SlowModel) -> (votes: Int64, halfSteps: Int64) {
    var votes: Int64 = 0
    var halfSteps: Int64 = 0
    for row in model.votes where films.contains(where: { $0.id == row.film }) {
      for (index, count) in row.counts.enumerated() {
        votes += count
        halfSteps += count * Int64(index + 1)
      }
    }
    return (votes, halfSteps)
  }

  /// A mean in lowest terms, so that equal means are equal values.
  private struct Fraction: Hashable {
    var numerator: Int64
    var denominator: Int64

    init?(_ numerator: Int64, over denominator: Int64) {
      if denominator == 0 { return nil }
      var (left, right) = (numerator, denominator)
      while right != 0 { (left, right) = (right, left % right) }
      self.numerator = numerator / left
      self.denominator = denominator / left
    }
  }

  private static func fraction(_ votes: (votes: Int64, halfSteps: Int64)) -> Fraction? {
    Fraction(votes.halfSteps, over: votes.votes)
  }

  private static func popularity(_ films: [SlowModel.Film]) -> Fraction? {
    let known = films.compactMap(\.popularity)
    return Fraction(known.reduce(0, +), over: Int64(known.count))
  }

  /// One more than the number of different means below this one.
  private static func rank(_ mean: Fraction?, among all: [Fraction?]) -> Int64? {
    guard let mean else { return nil }
    let lower = Set(all.compactMap { $0 }).filter {
      Int128($0.numerator) * Int128(mean.denominator) < Int128(mean.numerator) * Int128($0.denominator)
    }
    return Int64(lower.count) + 1
  }

  private static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
