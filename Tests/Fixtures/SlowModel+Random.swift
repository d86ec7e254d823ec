/// SplitMix64: the same numbers from the same seed, everywhere.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension SlowModel {
  /// What a random model is made of. Small ranges make ties, shared years and remainders likely.
  package struct Shape: Sendable {
    package var films = 30
    package var companies = 7
    package var genres = 4
    package var years: ClosedRange<Int64> = 1999...2003
    /// Money is 1 up to this, when it is known.
    package var largestMoney: Int64 = 20
    package var votedFilms = 0.6
    package init() {}
  }

  package static func random(seed: UInt64, _ shape: Shape = Shape()) -> SlowModel {
    var random = SeededGenerator(seed: seed)
    func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }
    func ids(_ count: Int) -> [Int64] {
      var ids: Set<Int64> = []
      while ids.count < count { ids.insert(Int64.random(in: 1...Int64(count * 4 + 1), using: &random)) }
      return ids.sorted()
    }
    func some(_ ids: [Int64], _ most: Int) -> [Int64] {
      Array(ids.shuffled(using: &random).prefix(Int.random(in: 0...most, using: &random)))
    }
    var model = SlowModel()
    model.companies = ids(shape.companies).map {
      ($0, "Company, \"\($0 % 5)\" \(chance(0.5) ? "North" : "south") \($0)")
    }
    model.genres = ids(shape.genres).map { ($0, "Genre \($0)") }
    for (index, id) in ids(shape.films).enumerated() {
      var film = Film(id: id)
      film.title = ["Alpha", "beta", "Line\nbreak", "Comma, \"quoted\"", "O'Hara"].randomElement(using: &random)!
      film.imdbID = chance(0.8) ? "tt\(1_000_000 + id)" : nil
      film.originalTitle = chance(0.5) ? "Original \(id % 3)" : nil
      film.originalLanguage = chance(0.9) ? "en" : nil
      film.status = ["Released", "Released", "Released", "Released", "Rumored", nil].randomElement(using: &random)!
      let year = Int64.random(in: shape.years, using: &random)
      let digits = String("000\(year)".suffix(4))
      film.releaseDate = chance(0.9) ? "\(digits)-0\(Int.random(in: 1...9, using: &random))-11" : nil
      film.budget = chance(0.5) ? Int64.random(in: 1...shape.largestMoney, using: &random) : nil
      film.revenue = chance(0.5) ? Int64.random(in: 1...shape.largestMoney, using: &random) : nil
      film.popularity =
        chance(0.9) ? [0, 82, 500_000, 1_500_000, 1_500_001, 21_946_943].randomElement(using: &random)! : nil
      film.runtime = chance(0.5) ? 90 : nil
      film.tmdbVoteAverage = chance(0.5) ? 6_500_000 : nil
      film.tmdbVoteCount = chance(0.5) ? 12 : nil
      film.sourceLine = Int64(index * 2 + 2)
      film.companies = some(model.companies.map(\.id), 4)
      film.genres = some(model.genres.map(\.id), 3)
      model.films.append(film)
      guard chance(shape.votedFilms) else { continue }
      for votingYear in some([1996, 2004, 2011, 2016], 3).sorted() {
        let counts = (1...10).map { _ in chance(0.3) ? Int64.random(in: 1...3, using: &random) : 0 }
        model.votes.append(Votes(film: id, year: votingYear, counts: counts))
      }
    }
    return model
  }
}
